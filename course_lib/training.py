"""The one training loop of the course. It knows no model: all that it asks for is the loss of a batch.

A run depends on its settings and on nothing else. Batches are a function of the number of the step, and every step
begins with a seed of its own, so a run that was interrupted goes on as if nothing had happened: it ends with the same
weights as an unbroken one.
"""

import io
import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from course_lib import files
from course_lib.decoding import NestedState, detach
from course_lib.language import _
from course_lib.progress import bar

__all__ = ["Settings", "History", "fit", "resolve_device", "generator_for"]

Batch = Any


class Learner(Protocol):
    """A module with a loss; if `stateful` is set, its loss takes a state and hands it on."""

    def loss(self, batch: Batch) -> Tensor: ...


@dataclass(frozen=True)
class Settings:
    """How to train.

    Raises:
        ValueError: a number is out of its range.
    """

    steps: int
    lr: float = 1e-3
    decay: bool = False
    """Whether the learning rate falls, in a straight line, to 0 at the last step."""
    max_norm: float = 1.0
    """The largest norm of all gradients together."""
    seed: int = 0
    evaluate_every: int = 100
    """Steps between two evaluations."""
    patience: int | None = None
    """So many evaluations without a better one end the run; None: none do."""
    target_score: float | None = None
    """A score at most this high ends the run."""
    stateful: bool = False
    """Truncated back-propagation: ``loss(batch, state)`` returns (loss, state), and no gradient goes from one batch
    into the one before."""

    def __post_init__(self) -> None:
        for name in ("steps", "evaluate_every", "lr", "max_norm"):
            if not getattr(self, name) > 0:
                sentence = _("{name} is {got}; wanted a number greater than 0.")
                raise ValueError(sentence.format(name=name, got=getattr(self, name)))


@dataclass
class History:
    """What came of a run; the model has the weights of its best evaluation."""

    best: float = math.inf
    """The lowest score."""
    best_step: int = 0
    step: int = 0
    """Steps done."""
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    """One entry an evaluation: step, loss (mean since the last one), score, seconds."""


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


def fit(
    model: nn.Module,
    batches: Callable[[int], Batch],
    evaluate: Callable[[], float],
    settings: Settings,
    folder: Path | None = None,
    progress: str | None = None,
) -> History:
    """Train until the steps are done, the target score is reached or patience is out; then load the best weights.

    `batches(step)` gives the batch of a step, counted from 0; `evaluate()` gives the score of the model as it is, and
    lower is better. In `folder` there are a log, one JSON object an evaluation, and what is needed to go on: called
    again with the same folder and settings, an interrupted run resumes at its last evaluation, and one that has ended
    is only read. With `progress`, a word, a bar shows how far it is.

    Raises:
        ValueError: the folder holds a run with other settings.
        FloatingPointError: the loss is no finite number any more.
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.lr)
    history, state, best = History(), None, _copy(model)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        history, state, best = _resume(folder, settings, model, optimizer, best)
    started = time.monotonic() - history.seconds
    losses, before = [], history.step
    shown = bar(progress or "", settings.steps, done=history.step, shown=progress is not None)
    with _own_random_numbers(model), shown as advance:
        while not _ended(history, settings):
            loss, state = _step(model, optimizer, batches(history.step), state, settings, history.step)
            losses.append(loss)
            history.step += 1
            if history.step % settings.evaluate_every and history.step < settings.steps:
                continue
            mean, losses = _mean(losses, history.step, settings), []
            score = _score(model, evaluate)
            if score < history.best:
                history.best, history.best_step, best = score, history.step, _copy(model)
            history.seconds = time.monotonic() - started
            entry = {"step": history.step, "loss": mean, "score": score, "seconds": round(history.seconds, 2)}
            history.history.append(entry)
            if folder is not None:
                _keep(folder, settings, history, model, optimizer, state, best)
            advance(history.step - before, f"{mean:.3g} · {score:.3g}")
            before = history.step
    model.load_state_dict(best)
    return history


def _step(
    model: Any, optimizer: torch.optim.Optimizer, batch: Batch, state: NestedState, settings: Settings, step: int
) -> tuple[Tensor, NestedState]:
    """One step of Adam; gives the loss before it, and the state to go on from."""
    torch.manual_seed(_mixed(settings.seed, step))  # dropout after a pause is dropout without one
    if settings.decay:
        optimizer.param_groups[0]["lr"] = settings.lr * (1 - step / settings.steps)
    model.train()
    if settings.stateful:
        loss, state = model.loss(batch, state)
    else:
        loss = model.loss(batch)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), settings.max_norm)
    optimizer.step()
    return loss.detach(), detach(state)


def _ended(history: History, settings: Settings) -> bool:
    if settings.target_score is not None and history.best <= settings.target_score:
        return True
    since = (history.step - history.best_step) // settings.evaluate_every
    return history.step >= settings.steps or (settings.patience is not None and since >= settings.patience)


def _mean(losses: list[Tensor], step: int, settings: Settings) -> float:
    mean = torch.stack(losses).mean().item()
    if not math.isfinite(mean):
        sentence = _("After {step} steps the loss is {loss}. Try a smaller learning rate than {lr}.")
        raise FloatingPointError(sentence.format(step=step, loss=mean, lr=settings.lr))
    return mean


def _score(model: nn.Module, evaluate: Callable[[], float]) -> float:
    model.eval()
    with torch.no_grad():
        return float(evaluate())


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
        "settings": vars(settings),
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
    if saved["settings"] != vars(settings):
        differ = [name for name, value in vars(settings).items() if saved["settings"].get(name) != value]
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
