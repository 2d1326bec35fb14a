"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from course_lib.language import _

Slug = Annotated[str, typer.Argument(help=_("The exercise, by the name of its chapter: lstm."))]
ClassKey = Annotated[str | None, typer.Option("--class", help=_("The key of a class that has its own version."))]
Folder = Annotated[Path, typer.Argument(help=_("The folder of the course; it holds “submitted” and the results."))]
Jobs = Annotated[int, typer.Option(min=0, help=_("Processes at the same time; 0 is one a processor."))]
Scheduler = Annotated[
    str | None, typer.Option(help=_("The address of a Dask scheduler, whose workers grade: tcp://HOST:8786."))
]
Seed = Annotated[
    int | None,
    typer.Option(help=_("Draw the cases from this number, not from the folder's secret: for demonstrations.")),
]
Limits = Annotated[str, typer.Option("--limits", help=_("Other limits for student code: cell_s=20,memory_mb=4096."))]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--db", help=_("The gradebook's address: postgresql+psycopg://USER:PASSWORD@HOST/NAME.")),
]
Trust = Annotated[
    bool,
    typer.Option("--trust-submissions", help=_("Where no sandbox holds, run submissions all the same, as yourself.")),
]
