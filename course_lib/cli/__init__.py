"""The command ``course``: for students, for instructors, for readers.

A command parses, calls, and shows what came out. What it needs is imported when it runs: ``course --help`` loads no
torch, and nothing here needs Linux.
"""

import gc
import sys

import typer

from course_lib.cli import instructor, reader, student
from course_lib.language import _

app = typer.Typer(
    name="course",
    help=_("Recurrent networks and attention: exercises that check themselves, grading, and the book."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for part in (student, instructor, reader):
    app.add_typer(part.commands)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; what a user can mend is one sentence and the exit status 2."""
    gc.set_threshold(100_000)  # importing makes many objects and no garbage
    # where jsonschema finds this package it compiles a grammar of internet addresses, for a second; notebooks have none
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        app(arguments)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from error
