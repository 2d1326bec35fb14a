"""Commands for instructors: grade a class, look into a grade, grade again, see what this machine can do."""

import time
from collections.abc import Callable, Iterator
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
    from course_lib.grading.intake.collect import Collected

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
    from rich.console import Console

    from course_lib.cli import tables
    from course_lib.grading.classroom import grade as grading
    from course_lib.grading.classroom.executors import available_jobs

    folder = _collect(source, slug, to, pattern)
    course = _course(slug, folder, key, seed, limits, database, replays)
    for student in course.missing():
        typer.echo(_("{student} was graded before, and has no submission now.").format(student=student))
    console = Console()
    started = time.monotonic()
    with _executor(scheduler, slug) as executor, tables.progress(console, len(course.submissions())) as step:
        records = grading.grade(
            course,
            jobs=jobs or available_jobs(),
            executor=executor,
            again=again,
            trust_submissions=trust_submissions,
            watch=step,
        )
    console.print(tables.results(course.submissions(), records))
    for line in tables.summary(records, time.monotonic() - started):
        console.print(line, markup=False, highlight=False)
    unusable = course.unusable()
    if unusable:
        line = _("Not graded, since the gradebook cannot keep the name of the folder; rename it: {names}")
        console.print(line.format(names=", ".join(unusable)), markup=False, highlight=False)
    names = ("grades.csv", "results.jsonl", "autograded", f"reports/{slug}.html")
    places = [folder / name for name in names]
    for place in [*(() if database else (folder / "gradebook.db",)), *places]:
        console.print(f"  {place}", markup=False, highlight=False)
    raise typer.Exit(3 if unusable or any(record.failed_machinery for record in records) else 0)


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
    with _executor(scheduler, slug) as executor, tables.progress(console, len(course.submissions())) as step:
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


@commands.command(
    help=_("Say how well this machine can isolate submissions, what is missing for that, and what is installed.")
)
def doctor() -> None:
    from course_lib.grading.running import isolation

    probe = isolation.probe()
    typer.echo(_("Isolation of submissions: tier {tier}").format(tier=probe.tier))
    for act in probe.acts:
        line = _("refused: {act}") if act.refused else _("NOT refused: {act}")
        typer.echo("  " + line.format(act=act.name))
    for lack in probe.lacks:
        typer.echo("  " + _("missing: {lack}").format(lack=lack))
    if probe.tier == 0:
        typer.echo(_("course grade refuses to run submissions here, unless you add --trust-submissions."))
    typer.echo(_("Versions:"))
    for name, version in _versions():
        typer.echo(f"  {name}: {version}")
    raise typer.Exit(0 if probe.tier else 1)


def _versions() -> Iterator[tuple[str, str]]:
    """What grading uses, and in which version; a dash for what is not installed."""
    import importlib.metadata
    import platform
    import shutil

    import torch

    yield "Python", f"{platform.python_version()}, {platform.platform()}"
    for name in (
        "recurrent-course",
        "torch",
        "nbgrader",
        "jupyterlab",
        "nbconvert",
        "ipython",
        "sqlalchemy",
        "psycopg",
    ):
        yield name, _version_of(name, importlib.metadata.version)
    yield "dask", _version_of("dask", importlib.metadata.version)
    yield "CUDA", str(torch.version.cuda) if torch.cuda.is_available() else _("not available")
    browsers = ("chromium", "chromium-browser", "google-chrome", "firefox")
    yield _("browser"), next(filter(None, map(shutil.which, browsers)), "–")


def _version_of(name: str, version: Callable[[str], str]) -> str:
    try:
        return version(name)
    except ModuleNotFoundError:  # importlib's PackageNotFoundError is one
        return "–"
