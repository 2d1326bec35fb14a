"""The runs of a recipe: networks trained independently of each other, each result kept when its run ends."""

import hashlib
import json
import math
import multiprocessing
import operator
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from course_lib import files
from course_lib.decoding import map_state
from course_lib.language import _
from course_lib.progress import bar
from course_lib.training import Batch, Clock, History, Settings, fit

__all__ = ["Place", "Result", "digest_of", "run_all", "trained", "seeded", "parameters", "sweep"]

Model = TypeVar("Model", bound=nn.Module)
Result = dict[str, Any]
Run = Callable[..., Result]
"""From its arguments and, at the end, its place: what the card tells of it."""


@dataclass(frozen=True)
class Place:
    """Where a run computes, and where it leaves what does not fit into its result."""

    work: Path
    device: str = "cpu"

    def folder(self, name: str) -> Path:
        """The folder of a training: its log, and what is needed to go on."""
        return self.work / name.replace(" ", "-")

    def keep(self, name: str, state: dict[str, Tensor]) -> None:
        """Leave weights under a name."""
        self.work.mkdir(parents=True, exist_ok=True)
        torch.save(state, self._file(name))

    def weights(self, name: str) -> dict[str, Tensor]:
        """The weights of this name, on the CPU."""
        kept: dict[str, Tensor] = torch.load(self._file(name), map_location="cpu", weights_only=True)
        return kept

    def snapshot(self, name: str, step: int) -> dict[str, Tensor]:
        """The weights of a training as they were after a step: one of the snapshots of its settings."""
        kept: dict[str, Tensor] = torch.load(
            self.folder(name) / f"step-{step}.pt", map_location="cpu", weights_only=True
        )
        return kept

    def _file(self, name: str) -> Path:
        return self.work / f"{name.replace(' ', '-')}.pt"

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, as JSON brings it back; made once for all runs that ask for this name.

        A recipe asks for it before its runs start, so that no two of them make it at a time.
        """
        file = self.work / f"{name}.json"
        if not file.is_file():
            self.work.mkdir(parents=True, exist_ok=True)
            files.replace(file, json.dumps(make(), ensure_ascii=False))
        return json.loads(file.read_text("utf-8"))

    def on_device(self, batch: Batch) -> Batch:
        """A batch, any nesting of tensors, on the device of this place."""
        return map_state(lambda tensor: tensor.to(self.device, non_blocking=True), batch)


def digest_of(value: Any) -> str:
    """A short name for settings: other settings, another name."""

    def plain(value: Any) -> Any:
        return asdict(value) if is_dataclass(value) else value.__qualname__  # type: ignore[arg-type]

    return hashlib.sha256(json.dumps(value, sort_keys=True, default=plain).encode()).hexdigest()[:12]


# ------------------------------------------------------------------------------------------------------------- one run
def seeded(make: Callable[[], Model], seed: int) -> Model:
    """A network with the first weights that a seed gives; the caller's random numbers stay as they are."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return make()


def trained(
    make: Callable[[], Model],
    batches: Callable[[int], Batch],
    validation: Sequence[Batch],
    settings: Settings,
    place: Place,
    name: str,
    *,
    evaluate: Callable[[Model], float] | None = None,
    prefetch: int = 0,
) -> tuple[Model, History]:
    """A network, drawn by the seed of the settings and trained, in evaluation mode; its weights stay under its name.

    Batches may lie on the CPU. `evaluate(model)` gives the score, if that is not the loss of the validation.
    """
    model = seeded(make, settings.seed).to(place.device)
    history = fit(
        model,
        lambda step: place.on_device(batches(step)),
        [place.on_device(batch) for batch in validation],
        settings,
        place.folder(name),
        evaluate=None if evaluate is None else lambda: evaluate(model),
        prefetch=prefetch,
    )
    place.keep(name, model.state_dict())
    return model.eval(), history


def parameters(model: nn.Module) -> int:
    """How many numbers a model has learned."""
    return sum(parameter.numel() for parameter in model.parameters())


# ------------------------------------------------------------------------------------------------------------ all runs
def run_all(
    run: Run, each: Sequence[tuple[Any, ...]], place: Place, *, jobs: int = 1, progress: bool = False
) -> list[Result]:
    """The results of independent runs, in their order, `jobs` of them at a time, each in a process of its own.

    A result is kept in the work folder when its run ends, under the name of its arguments: no run is done twice, and
    an experiment can go on another day. Each computes on one thread: with any number of jobs the results are the same.
    """
    results: dict[int, Result] = {}
    shown = bar(run.__name__, len(each), shown=progress)
    with pool(jobs) as executor, shown as advance:
        futures = {
            executor.submit(_kept, f"{run.__name__}-{digest_of(list(arguments))}", run, arguments, place): number
            for number, arguments in enumerate(each)
        }
        for future in as_completed(futures):
            results[futures[future]] = future.result()
            advance()
    return [results[number] for number in range(len(each))]


def _kept(name: str, run: Run, arguments: tuple[Any, ...], place: Place) -> Result:
    """The result of a run, read if it was kept; its seconds are those of all its tries."""
    file = place.work / f"{name}.json"
    if file.is_file():
        return json.loads(file.read_text("utf-8"))  # type: ignore[no-any-return]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with Clock(place.work / f"{name}.seconds") as clock:
            result = run(*arguments, place)
            result["seconds"] = round(clock.seconds(), 1)
    finally:
        torch.set_num_threads(threads)
    place.work.mkdir(parents=True, exist_ok=True)
    files.replace(file, json.dumps(result))
    return result


@contextmanager
def pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    # a torch that has begun to compute must not be forked
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as executor:
        yield executor


# --------------------------------------------------------------------------------------------------- a learning rate
@dataclass(frozen=True)
class Swept:
    """What came of one run at several learning rates."""

    results: dict[float, Result | None]
    """By the rate; None where the loss was no finite number any more."""
    best: float
    """The rate of the best score."""


def sweep(
    run: Run,
    each: Sequence[tuple[Any, ...]],
    rates: Sequence[float],
    place: Place,
    score: str,
    *,
    maximize: bool = False,
    jobs: int = 1,
    progress: bool = False,
) -> list[Swept]:
    """Each run at each learning rate, and the rate whose result has the best `score`: a fair chance for every network.

    `run` takes the rate after its own arguments.

    Raises:
        ValueError: a run ended at no rate with a finite loss.
    """
    wanted = [(run, (*arguments, rate)) for arguments in each for rate in rates]
    results = [
        None if result.get("diverged") else result
        for result in run_all(_or_diverged, wanted, place, jobs=jobs, progress=progress)
    ]
    better = operator.gt if maximize else operator.lt
    swept = []
    for number, arguments in enumerate(each):
        by_rate = dict(zip(rates, results[number * len(rates) : (number + 1) * len(rates)], strict=True))
        best = math.nan
        for rate, result in by_rate.items():
            if result is not None and (math.isnan(best) or better(result[score], by_rate[best][score])):  # type: ignore[index]
                best = rate
        if math.isnan(best):
            sentence = _("{run} diverged at every learning rate ({rates}). Try smaller ones.")
            what = f"{run.__name__}{arguments}"
            raise ValueError(sentence.format(run=what, rates=", ".join(f"{rate:g}" for rate in rates)))
        swept.append(Swept(by_rate, best))
    return swept


def _or_diverged(run: Run, arguments: tuple[Any, ...], place: Place) -> Result:
    try:
        return run(*arguments, place)
    except FloatingPointError as error:
        return {"diverged": str(error)}
