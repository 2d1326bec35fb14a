"""Commands for instructors: grade a class, look into a grade, grade again, see what this machine can do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.options import (
    ClassKey,
    DatabaseUrl,
    Folder,
    Jobs,
    LimitsOption,
    Scheduler,
    Seed,
    Slug,
    Trust,
    limits_from,
)
from course_lib.language import _

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from course_lib.grading.classroom.course import Course
    from course_lib.grading.classroom.unchanged import Run
    from course_lib.grading.intake.collect import Collected
    from course_lib.grading.running.isolation import Probe

commands = typer.Typer()


@commands.command(help=_("Grade the submissions of an exercise, and go on where the last run stopped."))
def grade(
    slug: Slug,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="[FROM]",
            help=_("A folder with submitted/STUDENT/SLUG/*.ipynb, a zip file of an LMS, or a folder of notebooks."),
        ),
    ] = Path(),
    to: Annotated[
        Path | None,
        typer.Option(help=_("The folder of the course; for a zip file or loose notebooks by default FROM-graded.")),
    ] = None,
    pattern: Annotated[
        str | None, typer.Option(help=_("A regular expression for the names of files, with a group “student”."))
    ] = None,
    key: ClassKey = None,
    jobs: Jobs = 0,
    scheduler: Scheduler = None,
    seed: Seed = None,
    limits: LimitsOption = "",
    database: DatabaseUrl = None,
    replays: Annotated[
        bool, typer.Option("--replays", help=_("Write files for course replay, to give out with the feedback."))
    ] = False,
    again: Annotated[bool, typer.Option("--again", help=_("Also grade again what has not changed."))] = False,
    trust_submissions: Trust = False,
) -> None:
    from course_lib.grading.classroom.unchanged import Run

    folder = _collect(source, slug, to, pattern)
    options = {"key": key, "seed": seed, "limits": limits, "database": database, "replays": replays}
    run = Run(folder, slug, options | {"trusted": trust_submissions})
    # of a database elsewhere nobody can tell whether it has changed
    if not (again or database) and run.is_done():
        typer.echo(_("Nothing has changed since the last run; --again grades anew. Its results are in:"))
        for place in _places(folder, slug, database):
            typer.echo(f"  {place}")
        return
    _grade(run, _course(slug, folder, key, seed, limits, database, replays), jobs, scheduler, again)


def _grade(run: "Run", course: "Course", jobs: int, scheduler: str | None, again: bool) -> None:
    from rich.console import Console

    from course_lib.cli import tables
    from course_lib.grading.classroom import grade as grading
    from course_lib.grading.classroom.executors import available_jobs

    for student in course.missing():
        typer.echo(_("{student} was graded before, and has no submission now.").format(student=student))
    console, found = Console(), run.read()
    started = time.monotonic()
    with (
        _stop_told(_("Stopped. What is graded already is kept: run the command again, and it goes on from there.")),
        _executor(scheduler, course.assignment) as executor,
        tables.progress(console, len(course.submissions())) as step,
    ):
        records = grading.grade(
            course,
            jobs=jobs or available_jobs(),
            executor=executor,
            again=again,
            trust_submissions=bool(run.options["trusted"]),
            watch=step,
        )
    console.print(tables.results(course.submissions(), records))
    for line in tables.summary(records, time.monotonic() - started):
        console.print(line, markup=False, highlight=False)
    unusable = course.unusable()
    if unusable:
        line = _("Not graded, since no gradebook or table can hold the name of the folder; rename it: {names}")
        console.print(line.format(names=", ".join(unusable)), markup=False, highlight=False)
    for place in _places(course.folder, course.assignment, course.database):
        console.print(f"  {place}", markup=False, highlight=False)
    if unusable or any(record.failed_machinery for record in records):
        raise typer.Exit(3)
    run.ended(found)


def _places(folder: Path, slug: str, database: str | None) -> list[Path]:
    """Where the results of a class are."""
    own = () if database else ("gradebook.db",)
    return [folder / name for name in (*own, "grades.csv", "results.jsonl", "autograded", f"reports/{slug}.html")]


def _collect(source: Path, slug: str, to: Path | None, pattern: str | None) -> Path:
    """The folder that holds the submissions: where they are, or where they are put in nbgrader's order."""
    from course_lib.grading import notebooks

    notebooks.source_text(slug)  # a wrong name is found before anything is written
    if not source.exists():
        raise ValueError(_("There is no “{source}”: give a folder or a zip file of submissions.").format(source=source))
    if to is None and source.name == "submitted" and any(source.glob(f"*/{slug}")):
        return source.parent
    from course_lib.grading.intake import collect, owners

    if source.is_dir() and (to is None or to.resolve() == source.resolve()) and pattern is None:
        ours = any((source / name).exists() for name in ("submitted", "gradebook.db", "results.jsonl"))
        if ours or not any(source.iterdir()):
            for line in owners.left_beside(source):
                typer.echo(line)
            return source
        if source.resolve() == Path.cwd():  # it may hold everything that somebody ever did
            sentence = _(
                "There is no folder “submitted” in {folder}. Say where the submissions are: "
                "course grade {slug} FOLDER-OR-ZIP --to my-class"
            )
            raise ValueError(sentence.format(folder=source.resolve(), slug=slug))
    into = to or source.resolve().with_name(f"{source.resolve().stem}-graded")
    collected = collect.collect(source, slug, into, pattern)
    for line in _collected(collected):
        typer.echo(line)
    return into


def _collected(collected: "Collected") -> Iterator[str]:
    yield _("{count} submissions were found.").format(count=len(collected.found))
    yield _("{files} files, {used} used.").format(files=collected.files, used=collected.used)
    late = (_("late: {student}").format(student=student) for student in collected.late)
    gone = _("{student} handed in before and is missing now; the earlier submission stays.")
    missing = (gone.format(student=student) for student in collected.missing)
    yield from (f"  {line}" for line in (*collected.skipped, *collected.replaced, *late, *missing))


def _course(
    slug: str,
    folder: Path,
    key: str | None,
    seed: int | None = None,
    limits: str = "",
    database: str | None = None,
    replays: bool = False,
) -> "Course":
    from course_lib.grading.checks import class_variant
    from course_lib.grading.classroom.course import Course

    variant = class_variant(slug, key) if key else None
    return Course(slug, folder, variant, limits_from(limits), number=seed, database=database, replays=replays)


@contextmanager
def _stop_told(sentence: str) -> Iterator[None]:
    """Ctrl+C ends a run with a sentence."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(sentence, err=True)
        raise


@contextmanager
def _executor(scheduler: str | None, slug: str) -> Iterator["Executor | None"]:
    from course_lib.grading.classroom.executors import dask_executor

    if scheduler is None:
        yield None
    else:
        with dask_executor(scheduler, slug) as executor:
            yield executor


@commands.command(
    help=_("Show everything that is known about one check of one submission, and its first failing case.")
)
def explain(
    student: Annotated[str, typer.Argument(help=_("The student: the name of the folder in “submitted”."))],
    slug: Slug,
    name: Annotated[str, typer.Argument(metavar="CHECK", help=_("The check: the name of its function."))],
    folder: Folder = Path(),
    key: ClassKey = None,
    trust_submissions: Trust = False,
) -> None:
    from course_lib.grading.checks import exercise as exercise_of
    from course_lib.grading.classroom import explain as explaining
    from course_lib.grading.running import isolation

    tier = isolation.tier_for(trust_submissions=trust_submissions, library=exercise_of(slug).library)
    for line in explaining.explain(_course(slug, folder, key), student, name, tier):
        typer.echo(line)


@commands.command(help=_("Grade everything again with the current checks: who goes up, who goes down, and why."))
def regrade(
    slug: Slug,
    folder: Folder = Path(),
    key: ClassKey = None,
    jobs: Jobs = 0,
    scheduler: Scheduler = None,
    seed: Seed = None,
    limits: LimitsOption = "",
    database: DatabaseUrl = None,
    allow_lower: Annotated[
        bool, typer.Option("--allow-lower", help=_("Write the new grades even where they are lower."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would change."))] = False,
    trust_submissions: Trust = False,
) -> None:
    from rich.console import Console

    from course_lib.cli import tables
    from course_lib.grading.classroom import explain as explaining
    from course_lib.grading.classroom import regrade as regrading
    from course_lib.grading.classroom.executors import available_jobs

    course = _course(slug, folder, key, seed, limits, database)
    console = Console()
    with (
        _stop_told(
            _("Stopped. No grade changes before all submissions are graded: run the command again to begin anew.")
        ),
        _executor(scheduler, slug) as executor,
        tables.progress(console, len(course.submissions())) as step,
    ):
        regraded = regrading.regrade(
            course,
            trust_submissions=trust_submissions,
            jobs=jobs or available_jobs(),
            executor=executor,
            allow_lower=allow_lower,
            dry_run=dry_run,
            watch=step,
        )
    for line in explaining.told_of_regrading(regraded):
        typer.echo(line)
    if regraded.written:
        typer.echo(_("The new grades are written."))
    elif dry_run:
        typer.echo(_("Nothing was written: this was a dry run."))
    else:
        typer.echo(_("Nothing was written, since grades would go down. To write them: --allow-lower"))
    if regraded.failed:
        raise typer.Exit(3)
    raise typer.Exit(0 if regraded.written or dry_run else 1)


@commands.command(help=_("Fill the points into the worksheet that you downloaded from Moodle, or Canvas's gradebook."))
def marks(
    slug: Slug,
    folder: Folder = Path(),
    *,
    into: Annotated[
        Path, typer.Option(metavar="FILE", help=_("The file that you downloaded (CSV); it stays as it is."))
    ],
    column: Annotated[
        str | None, typer.Option(help=_("The column of the points, if it is not found: as it is called in the file."))
    ] = None,
    key: ClassKey = None,
    database: DatabaseUrl = None,
) -> None:
    from course_lib import files
    from course_lib.grading.classroom import marks as back

    course = _course(slug, folder, key, database=database)
    found = back.standings(course)
    try:
        filled = back.fill(into.read_bytes(), found, slug, column)
    except ValueError as error:
        raise ValueError(_("{file}: {reason}").format(file=into, reason=error)) from error
    to = folder / "marks" / slug
    to.mkdir(parents=True, exist_ok=True)
    written = [to / into.name]
    files.replace(written[0], filled.data)
    if filled.platform == "Moodle":
        written.append(to / "feedback.zip")
        files.replace(written[1], back.feedback(filled.given, course.reports, slug))
    for line in filled.told:
        typer.echo(line)
    sentence = _("{count} of {all} students have their points in the column “{column}”:")
    typer.echo(sentence.format(count=len(filled.given), all=len(found), column=filled.column))
    for file in written:
        typer.echo(f"  {file}")


@commands.command(help=_("Open nbgrader's formgrader on the submissions of a class, in a browser."))
def formgrader(
    folder: Folder = Path(),
    port: Annotated[int, typer.Option(help=_("The port on this machine."))] = 8888,
    browser: Annotated[bool, typer.Option(help=_("Open the browser."))] = True,
    key: ClassKey = None,
) -> None:
    from course_lib.grading.nbgrader import formgrader as pages

    names = ", ".join(pages.prepare(folder, key))
    typer.echo(_("formgrader on {names} in {folder}, until you press Ctrl+C.").format(names=names, folder=folder))
    raise typer.Exit(pages.serve(folder, port, browser=browser))


@commands.command(help=_("Delete all that a class's folder holds of one student, of every exercise."))
def forget(
    student: Annotated[str, typer.Argument(help=_("The student, by the name of the folder in “submitted”."))],
    folder: Folder = Path(),
    yes: Annotated[bool, typer.Option("--yes", help=_("Delete without asking."))] = False,
    database: DatabaseUrl = None,
) -> None:
    from course_lib.grading.classroom import forget as forgetting
    from course_lib.grading.classroom.course import Course

    course = Course("", folder, database=database)
    typer.echo(_("To be deleted, with the lines and rows of {student} in other files:").format(student=student))
    for place in forgetting.places_of(course, student):
        typer.echo(f"  {place}")
    if not yes:
        typer.confirm(_("Delete this for ever?"), abort=True)
    left = forgetting.forget(course, student)
    typer.echo(_("It is deleted. The pages of the class are written again by the next course grade."))
    for file in left:
        typer.echo(_("{file} still holds the name: look into it.").format(file=file))
    raise typer.Exit(3 if left else 0)


@commands.command(
    help=_("Say how well this machine can isolate submissions, what is missing for that, and what is installed.")
)
def doctor() -> None:
    from course_lib.cli import failures, versions

    tier = 0
    try:
        from course_lib.grading.running import isolation
    except ImportError as error:
        sentence = failures.told(error)
        if sentence is None:
            raise
        typer.echo(sentence)
    else:
        probe = isolation.probe()
        tier = probe.tier
        for line in _told_of_isolation(probe):
            typer.echo(line)
    typer.echo(_("Versions:"))
    for name, version in versions.of_everything():
        typer.echo(f"  {name}: {version}")
    raise typer.Exit(0 if tier else 1)


def _told_of_isolation(probe: "Probe") -> Iterator[str]:
    yield _("Isolation of submissions: tier {tier}").format(tier=probe.tier)
    for act in probe.acts:
        line = _("refused: {act}") if act.refused else _("NOT refused: {act}")
        yield "  " + line.format(act=act.name)
    for lack in probe.lacks:
        yield "  " + _("missing: {lack}").format(lack=lack)
    if probe.tier == 0:
        yield _("course grade refuses to run submissions here, unless you add --trust-submissions.")
