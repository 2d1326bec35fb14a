"""The experiments of the chapters, from data to a scored checkpoint.

A recipe is the module of its chapter's name. It has a frozen dataclass ``Recipe``, whose default finishes within
minutes on two cores; ``FULL``, the same at the size that the book shows; and ``run(recipe, context)``, which writes
cards and weights and gives their names. Where the book shows several runs, ``IN_THE_BOOK`` has the changes of each.
"""

import dataclasses
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from course_lib.chapters import CHAPTERS
from course_lib.language import _
from course_lib.recipes import changes
from course_lib.recipes.context import RunContext
from course_lib.recipes.runs import Place, digest_of
from course_lib.training import Clock, resolve_device

__all__ = ["slugs", "in_the_book", "changes_of", "command", "train"]


def slugs() -> list[str]:
    """The recipes, in the order of the chapters: of `generative`, also `generative_live`."""
    names = sorted(module.name for module in iter_modules(__path__))
    return [name for chapter in CHAPTERS for name in names if name.partition("_")[0] == chapter]


def in_the_book() -> list[tuple[str, dict[str, Any]]]:
    """All that the book shows, in the order of the chapters: a recipe's name, and what is changed in it."""
    return [(slug, changed) for slug in slugs() for changed in getattr(_module(slug), "IN_THE_BOOK", [{}])]


def changes_of(slug: str, typed: Sequence[str]) -> dict[str, Any]:
    """What is changed in a recipe by what a person typed, each as field=value.

    Raises:
        ValueError: there is no such recipe, field or value.
    """
    return changes.parse(slug, _module(slug).Recipe, typed)


def command(slug: str, *, full: bool, changed: Mapping[str, Any]) -> str:
    """What a person types to run a recipe; it stands in every record.

    >>> command("generative", full=True, changed={"corpus": "tunes"})
    'course train generative --full --set corpus=tunes'
    """
    return shlex.join(["course", "train", slug, *(["--full"] if full else []), *changes.options(changed)])


def train(
    slug: str,
    *,
    full: bool = False,
    to: Path,
    work: Path,
    device: str = "auto",
    jobs: int = 1,
    progress: bool = False,
    changed: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Run the recipe of a chapter; gives the cards that it wrote. `changed` are fields of the recipe with new values.

    Raises:
        ValueError: there is no such recipe or device, or a folder holds a run with other settings.
    """
    module, changed = _module(slug), changed or {}
    recipe = dataclasses.replace(module.FULL if full else module.Recipe(), **changed)
    place = Place(work / digest_of(dataclasses.asdict(recipe)), str(resolve_device(device)))
    new = [folder for folder in (place.work, work, to) if not folder.exists()]
    try:
        with Clock(place.work / "seconds") as clock:
            context = RunContext(to, place, command(slug, full=full, changed=changed), jobs, progress, clock)
            names: list[str] = module.run(recipe, context)
    finally:
        for folder in new:  # a training that could not begin leaves no empty folders
            with suppress(OSError):
                folder.rmdir()
    return [to / f"{name}.json" for name in names]


def _module(slug: str) -> Any:
    if slug not in slugs():
        sentence = _("There is no recipe {slug}; there are: {slugs}.")
        raise ValueError(sentence.format(slug=slug, slugs=", ".join(slugs())))
    return import_module(f"{__name__}.{slug}")
