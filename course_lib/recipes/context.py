"""What a recipe is given to run with, and what it makes with it: independent runs, and the card of what came out."""

import dataclasses
import hashlib
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from course_lib import checkpoints, files
from course_lib.checkpoints import Card, Record
from course_lib.progress import bar

__all__ = ["RunContext", "run_all", "card_of", "digest_of"]


@dataclass(frozen=True)
class RunContext:
    """Where a recipe runs, and where it puts things."""

    to: Path
    """The folder of the cards and weights."""
    work: Path
    """The folder of what is begun: a recipe that was interrupted goes on from there."""
    command: str
    """What a person types to run it; it stands in every record."""
    device: str = "cpu"
    jobs: int = 1
    """Runs at a time, each in a process of its own."""
    progress: bool = False
    began: float = field(default_factory=time.monotonic)

    def minutes(self) -> float:
        """Wall minutes so far, with those of earlier tries that got as far as an end or an error."""
        return (_before(self.work) + time.monotonic() - self.began) / 60

    def record(
        self, name: str, value: float, unit: str, goal: str | None, seed: int, note: str | None = None
    ) -> Record:
        """A measured number of this run."""
        return checkpoints.record(name, value, unit, goal, seed, note, command=self.command)


def _before(work: Path) -> float:
    """Seconds that earlier tries have taken."""
    file = work / "seconds"
    return float(file.read_text("utf-8")) if file.is_file() else 0.0


def digest_of(value: Any) -> str:
    """A short name for settings: other settings, another name."""

    def plain(value: Any) -> Any:
        return dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value.__qualname__  # type: ignore[arg-type]

    return hashlib.sha256(json.dumps(value, sort_keys=True, default=plain).encode()).hexdigest()[:12]


def card_of(
    context: RunContext,
    recipe: Any,
    *,
    about: str,
    data: dict[str, Any],
    results: Any,
    records: Sequence[Record],
) -> Card:
    """A checkpoint's card: `about` says what it is, `data` what it was trained on, by digest or by seed."""
    return {
        "about": about,
        "command": context.command,
        "recipe": dataclasses.asdict(recipe),
        "device": context.device,
        "data": data,
        "minutes": round(context.minutes(), 2),
        "results": results,
        "records": list(records),
    }


def run_all(
    run: Callable[..., dict[str, Any]], each: Sequence[tuple[Any, ...]], context: RunContext
) -> list[dict[str, Any]]:
    """The results of independent runs, in their order, `context.jobs` of them at a time.

    A result is kept in the work folder when its run ends, so that no run is done twice. Each computes on one thread:
    with any number of jobs the results are the same.
    """
    context.work.mkdir(parents=True, exist_ok=True)
    results: dict[int, dict[str, Any]] = {}
    shown = bar(run.__name__, len(each), shown=context.progress)
    with pool(context.jobs) as executor, shown as advance:
        kept = [context.work / f"{run.__name__}-{digest_of(list(arguments))}.json" for arguments in each]
        futures = {
            executor.submit(_kept, file, run, arguments): number
            for number, (file, arguments) in enumerate(zip(kept, each, strict=True))
        }
        for future in as_completed(futures):
            results[futures[future]] = future.result()
            advance()
    return [results[number] for number in range(len(each))]


def _kept(file: Path, run: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> dict[str, Any]:
    if file.is_file():
        return json.loads(file.read_text("utf-8"))  # type: ignore[no-any-return]
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    started = time.monotonic()
    try:
        result = run(*arguments) | {"seconds": round(time.monotonic() - started, 1)}
    finally:
        torch.set_num_threads(threads)
    files.replace(file, json.dumps(result))
    return result


@contextmanager
def pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    # a torch that has begun to compute must not be forked
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as executor:
        yield executor
