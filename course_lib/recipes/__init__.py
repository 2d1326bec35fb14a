"""The experiments of the chapters, from data to a scored checkpoint.

A recipe is the module of its chapter's name. It has a frozen dataclass ``Recipe``, whose default finishes within
minutes on two cores; ``FULL``, the same at the size that the book shows; and ``run(recipe, context)``, which writes
cards and weights and gives their names.
"""

import dataclasses
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from course_lib.language import _
from course_lib.recipes.context import RunContext, digest_of
from course_lib.training import resolve_device

__all__ = ["slugs", "train"]


def slugs() -> list[str]:
    """The chapters that have a recipe."""
    return sorted({module.name for module in iter_modules(__path__)} - {"context"})


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
        ValueError: there is no such recipe, no such device, or a folder holds a run with other settings.
    """
    if slug not in slugs():
        sentence = _("There is no recipe {slug}; there are: {slugs}.")
        raise ValueError(sentence.format(slug=slug, slugs=", ".join(slugs())))
    module = import_module(f"{__name__}.{slug}")
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
