"""The command ``course``: for students, for instructors, for readers.

A command parses, calls, and shows what came out. What it needs is imported when it runs: ``course --help`` loads no
torch, and nothing here needs Linux.
"""

import gc
import io
import sys
from typing import Annotated

import typer

from course_lib.cli import failures, instructor, reader, student, versions
from course_lib.language import _

app = typer.Typer(
    name="course",
    help=_("Recurrent networks and attention: exercises that check themselves, grading, and the book."),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for part in (student, instructor, reader):
    app.add_typer(part.commands)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"course {versions.installed(versions.COURSE)}")
        raise typer.Exit


@app.callback()
def before_the_command(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help=_("Show the version of the course.")),
    ] = False,
) -> None:
    """What can be said before the name of a command."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command; what a user can mend is one sentence and the exit status 2."""
    gc.set_threshold(100_000)  # importing makes many objects and no garbage
    # where jsonschema finds this package it compiles a grammar of internet addresses, for a second; notebooks have none
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # consoles and pipes that are not in UTF-8 lack some letters
    try:
        app(arguments, prog_name="course")
    except (ValueError, OSError, ImportError) as error:
        sentence = failures.told(error)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        raise SystemExit(2) from error
