"""Arguments and options that several commands share."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.language import _

if TYPE_CHECKING:
    from course_lib.grading.running.session import Limits


def exercises(incomplete: str) -> list[str]:
    """The exercises that a shell may complete a word to."""
    from course_lib.grading import notebooks

    return [slug for slug in notebooks.slugs() if slug.startswith(incomplete)]


def data_sets(incomplete: str) -> list[str]:
    """The data sets that a shell may complete a word to."""
    from course_lib.data import SETS

    return [name for name in SETS if name.startswith(incomplete)]


Slug = Annotated[
    str,
    typer.Argument(help=_("The exercise: the name of its chapter, such as lstm."), autocompletion=exercises),
]
ClassKey = Annotated[str | None, typer.Option("--class", help=_("The key of a class that has its own version."))]
Folder = Annotated[Path, typer.Argument(help=_("The folder of the course; it holds “submitted” and the results."))]
Jobs = Annotated[int, typer.Option(min=0, help=_("The number of processes; 0 means one per processor."))]
Scheduler = Annotated[
    str | None, typer.Option(help=_("The address of a Dask scheduler, whose workers grade: tcp://HOST:8786."))
]
Seed = Annotated[
    int | None,
    typer.Option(help=_("Draw the cases from this number, not from the folder's secret: for demonstrations.")),
]
LimitsOption = Annotated[
    str, typer.Option("--limits", help=_("Other limits for student code: cell_s=20,memory_mb=4096."))
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--db", help=_("The gradebook's address: postgresql+psycopg://USER:PASSWORD@HOST/NAME.")),
]
Trust = Annotated[
    bool,
    typer.Option("--trust-submissions", help=_("Run submissions with your own rights where no sandbox holds.")),
]


def limits_from(text: str) -> "Limits":
    """Limits written as “cell_s=20,memory_mb=4096”; those that are not named stay.

    Raises:
        ValueError: a name or a value is wrong; the sentence lists the right ones.
    """
    from course_lib.grading.running.session import Limits

    kinds = {name: type(value) for name, value in dataclasses.asdict(Limits()).items()}
    given = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _equals, value = (word.strip() for word in part.partition("="))
        try:
            given[name] = kinds[name](value)
        except (KeyError, ValueError):
            given[name] = 0
        if not 0 < given[name] < 1e9:
            sentence = _("“{part}” is not a limit. A limit is one of these names and a number above 0: {names}.")
            raise ValueError(sentence.format(part=part, names=", ".join(kinds)))
    return Limits(**given)
