"""The one training loop of the course. It knows no model: all that it asks for is the loss of a batch.

A run depends on its settings and on nothing else. Batches are a function of the number of the step, and every step
begins with a seed of its own, so a run that was interrupted goes on as if nothing had happened: it ends with the same
weights as an unbroken one.
"""

import io
import json
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from course_lib import files
from course_lib.decoding import NestedState, detach
from course_lib.language import _
from course_lib.progress import bar

__all__ = ["Settings", "History", "Clock", "constant", "linear", "cosine", "fit", "resolve_device", "generator_for"]

Batch = Any


class Learner(Protocol):
    """A module with a loss; if `stateful` is set, its loss takes a state and hands it on."""

    def loss(self, batch: Batch) -> Tensor: ...


# ------------------------------------------------------------------------------------------------------------- settings
def constant(_progress: float) -> float:
    """The whole learning rate at every step."""
    return 1.0


def linear(progress: float) -> float:
    """Down to 0 in a straight line."""
    return 1 - progress


def cosine(progress: float) -> float:
    """Down to 0 along half a wave: slowly at first and at the end (Loshchilov and Hutter, 2017)."""
    return (1 + math.cos(math.pi * progress)) / 2


@dataclass(frozen=True)
class Settings:
    """How to train.

    Raises:
        ValueError: a number is out of its range.
    """

    steps: int
    lr: float = 1e-3
    """The highest learning rate."""
    optimizer: Callable[..., torch.optim.Optimizer] = torch.optim.Adam
    """Called with the parameters and `lr`: a class, or a `functools.partial` of one with its other arguments."""
    schedule: Callable[[float], float] = constant
    """The factor of the learning rate after the warm-up, from the share of the steps that are done, 0 to 1."""
    warmup: int = 0
    """Steps over which the learning rate first rises to `lr`, in a straight line."""
    max_norm: float = 1.0
    """The largest norm of all gradients together."""
    seed: int = 0
    evaluate_every: int | None = None
    """Steps between two evaluations; None: a tenth of all."""
    maximize: bool = False
    """Whether a higher score is a better one, as of accuracy or BLEU; a loss is better if it is lower."""
    patience: int | None = None
    """So many evaluations without a better one end the run; None: none do."""
    target_score: float | None = None
    """A score at least as good ends the run."""
    stateful: bool = False
    """Truncated backpropagation: ``loss(batch, state)`` returns (loss, state), and no gradient goes from one batch
    into the one before."""
    snapshots: tuple[int, ...] = ()
    """Steps after which the weights as they are then are kept in the folder, as ``step-<step>.pt``."""

    def __post_init__(self) -> None:
        if self.evaluate_every is None:
            object.__setattr__(self, "evaluate_every", max(1, self.steps // 10))
        for name in ("steps", "evaluate_every", "lr", "max_norm"):
            if not getattr(self, name) > 0:
                sentence = _("{name} is {got}; wanted a number greater than 0.")
                raise ValueError(sentence.format(name=name, got=getattr(self, name)))
        if not 0 <= self.warmup < self.steps:
            sentence = _("warmup is {got}; wanted a number of steps from 0 to less than steps, which is {steps}.")
            raise ValueError(sentence.format(got=self.warmup, steps=self.steps))

    def lr_at(self, step: int) -> float:
        """The learning rate of a step, counted from 0."""
        if step < self.warmup:
            return self.lr * (step + 1) / (self.warmup + 1)
        return self.lr * self.schedule((step - self.warmup) / (self.steps - self.warmup))

    def better(self, score: float, other: float) -> bool:
        """Whether a score is better than another."""
        return score > other if self.maximize else score < other

    def as_data(self) -> dict[str, Any]:
        """The settings with names in place of functions, so that they can be kept and compared."""
        return {name: _named(value) for name, value in vars(self).items()}


def _named(value: Any) -> Any:
    if isinstance(value, partial):
        return [_named(value.func), *map(_named, value.args), {name: _named(v) for name, v in value.keywords.items()}]
    return f"{value.__module__}.{value.__qualname__}" if callable(value) else value


@dataclass
class History:
    """What came of a run; the model has the weights of its best evaluation."""

    best: float = math.nan
    """The best score: the lowest, or with `maximize` the highest."""
    best_step: int = 0
    step: int = 0
    """Steps done."""
    seconds: float = 0.0
    """Wall time, of all tries together."""
    history: list[dict[str, float]] = field(default_factory=list)
    """One entry an evaluation: step, loss (of training, mean since the last one), validation_loss, score, seconds."""


# ----------------------------------------------------------------------------------------------------------- the clock
class Clock:
    """Wall time of a piece of work, with that of earlier tries: even one that was killed is counted, but for seconds.

    Between `with` and its end the time is kept in a file, every five seconds and at the end, once its folder holds
    something: where nothing has begun, nothing is written.
    """

    EVERY = 5.0

    def __init__(self, file: Path | None = None) -> None:
        self._file, self._ended = file, threading.Event()
        there = file is not None and file.is_file()
        self._before = float(file.read_text("utf-8")) if file is not None and there else 0.0
        self._began = time.monotonic()

    def seconds(self) -> float:
        """So far, with what earlier tries took."""
        return self._before + time.monotonic() - self._began

    def __enter__(self) -> "Clock":
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._writer.join()
        self._keep()

    def _write(self) -> None:
        while not self._ended.wait(self.EVERY):
            self._keep()

    def _keep(self) -> None:
        if self._file is not None and self._file.parent.is_dir() and any(self._file.parent.iterdir()):
            files.replace(self._file, f"{self.seconds():.1f}")


# ---------------------------------------------------------------------------------------------- devices and randomness
def resolve_device(name: str) -> torch.device:
    """The device of a name: auto (a GPU if there is one), cpu, cuda or mps.

    Raises:
        ValueError: there is no such device here.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if name == "auto":
        name = next(device for device in ("cuda", "mps", "cpu") if there[device])
    if not there.get(name.partition(":")[0], False):
        sentence = _("There is no device {name} here; there are: {devices}.")
        raise ValueError(sentence.format(name=name, devices=", ".join(device for device in there if there[device])))
    return torch.device(name)


def generator_for(seed: int, step: int) -> torch.Generator:
    """Random numbers for a step: the same seed and step, the same numbers, whatever was drawn before."""
    return torch.Generator().manual_seed(_mixed(seed, step))


def _mixed(seed: int, step: int) -> int:
    # 32 bits are all that torch's generator on the CPU takes of a seed: it drops higher ones without a word
    return int(np.random.SeedSequence((seed, step)).generate_state(1)[0])


# ------------------------------------------------------------------------------------------------------------- the loop
def fit(
    model: nn.Module,
    batches: Callable[[int], Batch],
    validation: Sequence[Batch],
    settings: Settings,
    folder: Path | None = None,
    *,
    evaluate: Callable[[], float] | None = None,
    prefetch: int = 0,
    progress: str | None = None,
) -> History:
    """Train until the steps are done, the target score is reached or patience is out; then load the best weights.

    `batches(step)` gives the batch of a step, counted from 0. At each evaluation the loss of the batches of
    `validation` is measured; it is the score, unless `evaluate()` gives another one of the model as it is. In `folder`
    there are a log, one JSON object an evaluation, and what is needed to go on: called again with the same folder and
    settings, an interrupted run resumes at its last evaluation, and one that has ended is only read. With `prefetch`,
    so many batches are made ahead in a thread of their own, while the model computes. With `progress`, a word, a bar
    shows how far it is.

    Raises:
        ValueError: there is nothing to validate with, or the folder holds a run with other settings.
        FloatingPointError: the loss is no finite number any more.
    """
    if not validation:
        raise ValueError(_("validation holds no batch; wanted at least one, held out from training."))
    optimizer = settings.optimizer(model.parameters(), lr=settings.lr)
    history, state, best = History(), None, _copy(model)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        history, state, best = _resume(folder, settings, model, optimizer, best)
    losses: list[Tensor] = []
    before, stop = history.step, 0 if _ended(history, settings) else settings.steps
    shown = bar(progress or "", settings.steps, done=history.step, shown=progress is not None)
    clock = Clock(folder / "seconds" if folder is not None else None)
    made = _made_ahead(batches, range(history.step, stop), prefetch)
    with clock, _own_random_numbers(model), shown as advance, made as coming:
        for step, batch in coming:
            loss, state = _step(model, optimizer, batch, state, settings, step)
            losses.append(loss)
            history.step = step + 1
            if folder is not None and history.step in settings.snapshots:
                torch.save(model.state_dict(), folder / f"step-{history.step}.pt")
            if history.step % (settings.evaluate_every or 1) and history.step < settings.steps:
                continue
            mean, losses = _mean(losses, history.step, settings), []
            measured = _measure(model, validation, evaluate, settings)
            if not history.history or settings.better(measured["score"], history.best):
                history.best, history.best_step, best = measured["score"], history.step, _copy(model)
            history.seconds = clock.seconds()
            history.history.append(
                {"step": history.step, "loss": mean, **measured, "seconds": round(history.seconds, 2)}
            )
            if folder is not None:
                _keep(folder, settings, history, model, optimizer, state, best)
            advance(history.step - before, f"{mean:.3g} · {measured['score']:.3g}")
            before = history.step
            if _ended(history, settings):
                break
    model.load_state_dict(best)
    return history


@contextmanager
def _made_ahead(
    batches: Callable[[int], Batch], steps: Sequence[int], ahead: int
) -> Iterator[Iterator[tuple[int, Batch]]]:
    """The steps, each with its batch: made when it is its turn, or up to `ahead` turns before that in a thread."""
    if not ahead:
        yield ((step, batches(step)) for step in steps)
        return
    thread = ThreadPoolExecutor(1, "batches")

    def taken() -> Iterator[tuple[int, Batch]]:
        coming = deque(thread.submit(batches, step) for step in steps[:ahead])
        for number, step in enumerate(steps):
            if number + ahead < len(steps):
                coming.append(thread.submit(batches, steps[number + ahead]))
            yield step, coming.popleft().result()

    try:
        yield taken()
    finally:
        thread.shutdown(cancel_futures=True)


def _step(
    model: nn.Module, optimizer: torch.optim.Optimizer, batch: Batch, state: NestedState, settings: Settings, step: int
) -> tuple[Tensor, NestedState]:
    """One step of the optimizer; gives the loss before it, and the state to go on from."""
    torch.manual_seed(_mixed(settings.seed, step))  # dropout after a pause is dropout without one
    for group in optimizer.param_groups:
        group["lr"] = settings.lr_at(step)
    model.train()
    loss, state = _loss(model, batch, state, settings)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), settings.max_norm)
    optimizer.step()
    return loss.detach(), detach(state)


def _loss(model: Any, batch: Batch, state: NestedState, settings: Settings) -> tuple[Tensor, NestedState]:
    return model.loss(batch, state) if settings.stateful else (model.loss(batch), None)


def _ended(history: History, settings: Settings) -> bool:
    target = settings.target_score
    if target is not None and history.history and not settings.better(target, history.best):
        return True
    since = (history.step - history.best_step) // (settings.evaluate_every or 1)
    return history.step >= settings.steps or (settings.patience is not None and since >= settings.patience)


def _mean(losses: list[Tensor], step: int, settings: Settings) -> float:
    mean = torch.stack(losses).mean().item()
    if not math.isfinite(mean):
        sentence = _("After {step} steps the loss is {loss}. Try a smaller learning rate than {lr}.")
        raise FloatingPointError(sentence.format(step=step, loss=mean, lr=settings.lr))
    return mean


def _measure(
    model: nn.Module, validation: Sequence[Batch], evaluate: Callable[[], float] | None, settings: Settings
) -> dict[str, float]:
    """The mean loss of the batches held out, one after the other, and the score."""
    model.eval()
    losses, state = [], None
    with torch.no_grad():
        for batch in validation:
            loss, state = _loss(model, batch, state, settings)
            losses.append(loss.item())
        mean = sum(losses) / len(losses)
        return {"validation_loss": mean, "score": mean if evaluate is None else float(evaluate())}


def _copy(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in model.state_dict().items()}


def _keep(
    folder: Path,
    settings: Settings,
    history: History,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    state: NestedState,
    best: dict[str, Tensor],
) -> None:
    """Write the log, and all that is needed to go on; a run that is killed while it writes keeps what it had."""
    saved = {
        "settings": settings.as_data(),
        "history": vars(history),
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "state": state,
        "best": best,
    }
    content = io.BytesIO()
    torch.save(saved, content)
    files.replace(folder / "state.pt", content.getvalue())
    lines = "".join(json.dumps(entry) + "\n" for entry in history.history)
    (folder / "log.jsonl").write_text(lines, encoding="utf-8")


def _resume(
    folder: Path,
    settings: Settings,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    best: dict[str, Tensor],
) -> tuple[History, NestedState, dict[str, Tensor]]:
    file = folder / "state.pt"
    if not file.is_file():
        return History(), None, best
    device = next(model.parameters()).device
    saved = torch.load(file, map_location=device, weights_only=True)
    wanted = settings.as_data()
    if saved["settings"] != wanted:
        differ = [name for name, value in wanted.items() if saved["settings"].get(name) != value]
        sentence = _("{folder} holds a run with other settings ({names}). Give another folder, or remove this one.")
        raise ValueError(sentence.format(folder=folder, names=", ".join(differ) or "…"))
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    return History(**saved["history"]), saved["state"], saved["best"]


@contextmanager
def _own_random_numbers(model: nn.Module) -> Iterator[None]:
    """Leave the random numbers of whoever trains as they were."""
    devices = {parameter.device for parameter in model.parameters() if parameter.is_cuda}
    with torch.random.fork_rng(devices=list(devices)):
        yield
