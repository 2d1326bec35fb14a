"""The experiments of the chapters, from data to a scored checkpoint.

A recipe is the module of its chapter's name. It has a frozen dataclass ``Recipe``, whose default finishes within
minutes on two cores; ``FULL``, the same at the size that the book shows; and ``run(recipe, context)``, which writes
cards and weights and gives their names. Where the book shows several runs, ``IN_THE_BOOK`` has the changes of each.
"""

import dataclasses
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from course_lib.chapters import CHAPTERS
from course_lib.language import _
from course_lib.recipes.context import RunContext, digest_of
from course_lib.training import resolve_device

__all__ = ["slugs", "in_the_book", "train"]


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
    context = RunContext(
        to, work / digest_of(dataclasses.asdict(recipe)), command, str(resolve_device(device)), jobs, progress
    )
    try:
        names: list[str] = module.run(recipe, context)
    finally:
        context.work.mkdir(parents=True, exist_ok=True)
        (context.work / "seconds").write_text(f"{60 * context.minutes():.1f}", "utf-8")
    return [to / f"{name}.json" for name in names]
