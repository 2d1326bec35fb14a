"""Commands for students: write an exercise, check it, see the graded cases."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.options import ClassKey, exercises
from course_lib.language import _

if TYPE_CHECKING:
    from course_lib.grading.intake.rebuild import Intake
    from course_lib.grading.judging.submission import Graded

commands = typer.Typer()


@commands.command(help=_("Write the notebook of an exercise into a folder."))
def exercise(
    slug: Annotated[
        str | None, typer.Argument(help=_("The exercise, for example lstm."), autocompletion=exercises)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("In a checkout: make all notebooks of all exercises at their places."))
    ] = False,
    to: Annotated[Path | None, typer.Option(help=_("The folder to write into."))] = None,
    key: ClassKey = None,
    force: Annotated[bool, typer.Option(help=_("Write over a notebook that is there."))] = False,
) -> None:
    from course_lib.grading import notebooks
    from course_lib.grading.checks import class_variant

    if everything:
        for line in _all_notebooks(to or notebooks.REPOSITORY, key):
            typer.echo(line)
        return
    if slug is None:
        raise ValueError(_("Name one of the exercises: {slugs}.").format(slugs=", ".join(notebooks.slugs())))
    notebook = notebooks.released(slug, class_variant(slug, key) if key else None)
    file = (to or Path()) / f"{slug}.ipynb"
    if file.exists() and not force:
        raise ValueError(
            _("{file} is there already, perhaps with your answers; --force writes over it.").format(file=file)
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(notebooks.to_json(notebook), "utf-8", newline="\n")
    typer.echo(_("{file} is written. Open it with: jupyter lab {file}").format(file=file))


def _all_notebooks(root: Path, key: str | None) -> Iterator[str]:
    """Write the notebooks of all exercises; yields their paths, or why a class has no version of its own."""
    from course_lib.grading import notebooks
    from course_lib.grading.checks import NoVersionsError, class_variant

    for slug in notebooks.slugs():
        try:
            variant = class_variant(slug, key) if key else None
        except NoVersionsError as reason:
            yield str(reason)
            continue
        release = notebooks.build(slug, variant)
        paths = notebooks.write_class(release, root) if key else notebooks.write(release, root)
        yield from (path.relative_to(root).as_posix() for path in paths)


@commands.command(help=_("Check your own notebook: run it in a separate process, with every check."))
def check(
    notebook: Annotated[Path, typer.Argument(help=_("Your notebook."))],
    submit_ready: Annotated[
        bool,
        typer.Option(
            "--submit-ready", help=_("Also say what is blank and whether it runs from the top, and give a receipt.")
        ),
    ] = False,
    slug: Annotated[
        str | None, typer.Option("--exercise", help=_("The exercise, if the notebook does not say."))
    ] = None,
) -> None:
    from course_lib.grading.intake.read import Refusal
    from course_lib.grading.text import plain

    try:
        taken, graded = _checked(notebook, slug)
    except Refusal as refusal:
        raise ValueError(_("{file}: {reason}").format(file=notebook, reason=refusal)) from refusal
    for result in graded.results:
        typer.echo(f"\n{result.check}\n{plain(result.message)}")
    points, maximum = (sum(getattr(result, name) for result in graded.results) for name in ("points", "maximum"))
    typer.echo("\n" + _("All checks together: {points:g} of {maximum:g} points").format(points=points, maximum=maximum))
    ready = _submit_ready(taken, graded) if submit_ready else True
    raise typer.Exit(0 if ready and points == maximum else 1)


def _checked(notebook: Path, slug: str | None) -> tuple["Intake", "Graded"]:
    """What a notebook holds, and what the checks say of it; what was mended is told on the way.

    Raises:
        Refusal: it cannot be read.
        ValueError: it does not say of which exercise it is.
    """
    from rich.console import Console

    from course_lib.grading import notebooks
    from course_lib.grading.checks import checks_of, variant_of
    from course_lib.grading.checks import exercise as exercise_of
    from course_lib.grading.intake import rebuild
    from course_lib.grading.intake.read import Refusal
    from course_lib.grading.judging import submission
    from course_lib.grading.running.session import Session
    from course_lib.progress import bar

    told, parameters = rebuild.told_by(notebook)
    slug = slug or told
    if slug is None:
        raise ValueError(_("The notebook does not say which exercise it belongs to; add --exercise with its name."))
    variant = variant_of(slug, parameters) if parameters else None
    taken = rebuild.from_file(notebook, notebooks.released(slug, variant))
    if taken.refusal is not None:
        raise Refusal(taken.refusal)
    for repair in taken.repairs:
        typer.echo(repair)
    checks, console = checks_of(slug, variant), Console(stderr=True)
    steps = 1 + len(submission.cells_of(taken.notebook)) + len(checks)
    moving = bar(_("checking"), steps, console=console, shown=console.is_terminal)
    with moving as step, Session(exercise_of(slug).library) as session:
        step()
        return taken, submission.run(taken.notebook, checks, session, watch=lambda name: step(now=name))


def _submit_ready(taken: "Intake", graded: "Graded") -> bool:
    """Say what a student should know before handing in; returns whether nothing is missing."""
    from course_lib.grading.text import plain

    stopped = [report for report in graded.cells if report.status != "ok"]
    typer.echo("")
    if taken.blank:
        typer.echo(_("Blank: {names}.").format(names=", ".join(taken.blank)))
    else:
        typer.echo(_("No answer is blank."))
    for name in taken.unanswered:
        sentence = _("There is no written answer to {name}: add a text cell below the question.")
        typer.echo(sentence.format(name=name))
    if stopped:
        typer.echo(_("The notebook does not run from the top. These cells stop:"))
        for report in stopped:
            typer.echo(f"  {report.name}: {plain(report.error)}")
    else:
        typer.echo(_("The notebook runs from the top."))
    typer.echo(_("Receipt (a digest of what you wrote, keep it): {digest}").format(digest=taken.digest))
    return not (taken.blank or taken.unanswered or stopped)


@commands.command(help=_("Show the graded cases on your own notebook, with the file that came with your feedback."))
def replay(
    notebook: Annotated[Path, typer.Argument(help=_("Your notebook."))],
    file: Annotated[Path, typer.Argument(help=_("The file from your instructor: replays/STUDENT/SLUG.json."))],
) -> None:
    from course_lib.grading.classroom import explain as explaining

    for line in explaining.replay(notebook, file):
        typer.echo(line)
