"""The experiments of the chapters, from data to a scored checkpoint.

A recipe is the module of its chapter's name. It has a frozen dataclass ``Recipe``, whose default finishes within
minutes on two cores; ``FULL``, the same at the size that the book shows; and ``run(recipe, place)``, which writes cards
and weights and gives their names. Where the book shows several runs, ``IN_THE_BOOK`` has the changes of each.
"""

import dataclasses
import hashlib
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import torch

from course_lib import checkpoints, files
from course_lib.chapters import CHAPTERS
from course_lib.checkpoints import Card, Record
from course_lib.language import _
from course_lib.training import device_of

__all__ = ["Place", "slugs", "in_the_book", "train", "all_runs", "card_of"]


@dataclass(frozen=True)
class Place:
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


def slugs() -> list[str]:
    """The recipes, in the order of the chapters: of `generative`, also `generative_live`."""
    names = sorted(module.name for module in iter_modules(__path__))
    return [name for chapter in CHAPTERS for name in names if name.partition("_")[0] == chapter]


def in_the_book() -> list[tuple[str, dict[str, Any]]]:
    """All that the book shows, in the order of the chapters: a recipe's name, and what is changed in it."""
    return [
        (slug, changes)
        for slug in slugs()
        for changes in getattr(import_module(f"{__name__}.{slug}"), "IN_THE_BOOK", [{}])
    ]


def train(
    slug: str,
    *,
    full: bool = False,
    to: Path,
    work: Path,
    device: str = "auto",
    jobs: int = 1,
    progress: bool = False,
    changes: dict[str, Any] | None = None,
    options: str = "",
) -> list[Path]:
    """Run the recipe of a chapter; gives the cards that it wrote. `changes` are fields of the recipe with new values.

    `options` is what a person types behind the name of the chapter to make these changes: it stands in the records.

    Raises:
        ValueError: there is no such recipe, field or device, or a folder holds a run with other settings.
    """
    if slug not in slugs():
        sentence = _("There is no recipe {slug}; there are: {slugs}.")
        raise ValueError(sentence.format(slug=slug, slugs=", ".join(slugs())))
    module = import_module(f"{__name__}.{slug}")
    fields = [field.name for field in dataclasses.fields(module.Recipe)]
    if unknown := [name for name in changes or {} if name not in fields]:
        sentence = _("The recipe {slug} has no {unknown}; it has: {fields}.")
        raise ValueError(sentence.format(slug=slug, unknown=", ".join(unknown), fields=", ".join(fields)))
    recipe = dataclasses.replace(module.FULL if full else module.Recipe(), **(changes or {}))
    command = f"course train {slug}{' --full' if full else ''}{options}"
    place = Place(to, work / digest_of(dataclasses.asdict(recipe)), command, str(device_of(device)), jobs, progress)
    try:
        names: list[str] = module.run(recipe, place)
    finally:
        place.work.mkdir(parents=True, exist_ok=True)
        (place.work / "seconds").write_text(f"{60 * place.minutes():.1f}", "utf-8")
    return [to / f"{name}.json" for name in names]


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
    place: Place,
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
        "command": place.command,
        "recipe": dataclasses.asdict(recipe),
        "device": place.device,
        "data": data,
        "minutes": round(place.minutes(), 2),
        "results": results,
        "records": list(records),
    }


def all_runs(run: Callable[..., dict[str, Any]], each: Sequence[tuple[Any, ...]], place: Place) -> list[dict[str, Any]]:
    """The results of independent runs, in their order, `place.jobs` of them at a time.

    A result is kept in the work folder when its run ends, so that no run is done twice. Each computes on one thread:
    with any number of jobs the results are the same.
    """
    place.work.mkdir(parents=True, exist_ok=True)
    results: dict[int, dict[str, Any]] = {}
    with _pool(place.jobs) as executor, _bar(place, run.__name__, len(each)) as advance:
        kept = [place.work / f"{run.__name__}-{digest_of(list(arguments))}.json" for arguments in each]
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
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    # a torch that has begun to compute must not be forked
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as executor:
        yield executor


@contextmanager
def _bar(place: Place, what: str, runs: int) -> Iterator[Callable[[], None]]:
    from rich.progress import Progress

    with Progress(disable=not place.progress) as bar:
        yield partial(bar.advance, bar.add_task(what, total=runs))
