"""The command ``course``: notebooks for students, checks, grading, and the book.

What a command needs is imported when it runs: ``course --help`` loads no torch, and nothing here needs Linux.
"""

import dataclasses
import gc
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.language import _

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from rich.console import Console
    from rich.table import Table

    from course_lib.grading.classroom.course import Course
    from course_lib.grading.intake.collect import Collected
    from course_lib.grading.intake.rebuild import Intake
    from course_lib.grading.judging.submission import Graded
    from course_lib.grading.record import Record
    from course_lib.grading.running.session import Limits

app = typer.Typer(
    name="course",
    help=_("Recurrent networks and attention: exercises that check themselves, grading, and the book."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Slug = Annotated[str, typer.Argument(help=_("The exercise, by the name of its chapter: lstm."))]
ClassKey = Annotated[str | None, typer.Option("--class", help=_("The key of a class that has its own version."))]


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


# ------------------------------------------------------------------------------------------------------- for students
@app.command(help=_("Write the notebook of an exercise into a folder."))
def exercise(
    slug: Annotated[str | None, typer.Argument(help=_("The exercise, for example lstm."))] = None,
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
        raise ValueError(_("Which exercise? There are: {slugs}.").format(slugs=", ".join(notebooks.slugs())))
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


@app.command(help=_("Check your own notebook: run it in a process of its own and ask every check."))
def check(
    notebook: Annotated[Path, typer.Argument(help=_("Your notebook."))],
    submit_ready: Annotated[
        bool,
        typer.Option("--submit-ready", help=_("Say too what is blank, whether it runs from the top; give a receipt.")),
    ] = False,
    slug: Annotated[
        str | None, typer.Option("--exercise", help=_("The exercise, if the notebook does not say."))
    ] = None,
) -> None:
    from course_lib.grading import notebooks
    from course_lib.grading.checks import checks_of, variant_of
    from course_lib.grading.checks import exercise as exercise_of
    from course_lib.grading.intake import rebuild
    from course_lib.grading.judging import submission
    from course_lib.grading.running.session import Session
    from course_lib.grading.text import plain

    told, parameters = rebuild.told_by(notebook)
    slug = slug or told
    if slug is None:
        raise ValueError(_("The notebook does not say of which exercise it is; add --exercise with its name."))
    variant = variant_of(slug, parameters) if parameters else None
    taken = rebuild.from_file(notebook, notebooks.released(slug, variant))
    if taken.refusal is not None:
        raise ValueError(taken.refusal)
    for repair in taken.repairs:
        typer.echo(repair)
    with Session(exercise_of(slug).library) as session:
        graded = submission.run(taken.notebook, checks_of(slug, variant), session)
    for result in graded.results:
        typer.echo(f"\n{result.check}\n{plain(result.message)}")
    points, maximum = (sum(getattr(result, name) for result in graded.results) for name in ("points", "maximum"))
    typer.echo("\n" + _("All checks together: {points:g} of {maximum:g} points").format(points=points, maximum=maximum))
    ready = _submit_ready(taken, graded) if submit_ready else True
    raise typer.Exit(0 if ready and points == maximum else 1)


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


@app.command(help=_("Show the graded cases on your own notebook, with the file that came with your feedback."))
def replay(
    notebook: Annotated[Path, typer.Argument(help=_("Your notebook."))],
    file: Annotated[Path, typer.Argument(help=_("The file from your instructor: replays/STUDENT/SLUG.json."))],
) -> None:
    from course_lib.grading.classroom import explain as explaining

    for line in explaining.replay(notebook, file):
        typer.echo(line)


# ---------------------------------------------------------------------------------------------------- for instructors
Folder = Annotated[Path, typer.Argument(help=_("The folder of the course; it holds “submitted” and the results."))]
Jobs = Annotated[int, typer.Option(min=0, help=_("Processes at the same time; 0 is one a processor."))]
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
    typer.Option("--trust-submissions", help=_("Where no sandbox holds, run submissions all the same, as yourself.")),
]


@app.command(help=_("Grade the submissions of an exercise, and go on where the last run stopped."))
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
    again: Annotated[bool, typer.Option("--again", help=_("Grade again what has not changed."))] = False,
    trust_submissions: Trust = False,
) -> None:
    from rich.console import Console

    from course_lib.grading.classroom import grade as grading
    from course_lib.grading.classroom.executors import available_jobs

    folder = _collect(source, slug, to, pattern)
    course = _course(slug, folder, key, seed, limits, database, replays)
    for student in course.missing():
        typer.echo(_("{student} was graded before, and has no submission now.").format(student=student))
    console = Console()
    started = time.monotonic()
    with _executor(scheduler, slug) as executor, _progress(console, len(course.submissions())) as step:
        records = grading.grade(
            course,
            jobs=jobs or available_jobs(),
            executor=executor,
            again=again,
            trust_submissions=trust_submissions,
            watch=step,
        )
    console.print(_table(course.submissions(), records))
    for line in _summary(records, time.monotonic() - started):
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
            sentence = _("“{part}” is no limit. Limits are numbers above 0, by these names: {names}.")
            raise ValueError(sentence.format(part=part, names=", ".join(kinds)))
    return Limits(**given)


@contextmanager
def _executor(scheduler: str | None, slug: str) -> Iterator["Executor | None"]:
    from course_lib.grading.classroom.executors import dask_executor

    if scheduler is None:
        yield None
    else:
        with dask_executor(scheduler, slug) as executor:
            yield executor


@app.command(help=_("Show all that is known of one check of one submission, and its first failing case."))
def explain(
    student: Annotated[str, typer.Argument(help=_("The student, by the name of the folder in “submitted”."))],
    slug: Slug,
    name: Annotated[str, typer.Argument(metavar="CHECK", help=_("The check, by the name of the function."))],
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


@app.command(help=_("Grade all again with the present checks: who goes up, who goes down, and why."))
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

    from course_lib.grading.classroom import explain as explaining
    from course_lib.grading.classroom import regrade as regrading
    from course_lib.grading.classroom.executors import available_jobs

    course = _course(slug, folder, key, seed, limits, database)
    console = Console()
    with _executor(scheduler, slug) as executor, _progress(console, len(course.submissions())) as step:
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


@app.command(
    help=_("Say how well submissions can be kept apart on this machine, what is lacking, and what is installed.")
)
def doctor() -> None:
    from course_lib.grading.running import isolation

    probe = isolation.probe()
    typer.echo(_("Isolation of submissions: tier {tier}").format(tier=probe.tier))
    for act in probe.acts:
        line = _("refused: {act}") if act.refused else _("NOT refused: {act}")
        typer.echo("  " + line.format(act=act.name))
    for lack in probe.lacks:
        typer.echo("  " + _("lacking: {lack}").format(lack=lack))
    if probe.tier == 0:
        typer.echo(_("course grade refuses to run submissions here, unless they are said to be trusted."))
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


@contextmanager
def _progress(console: "Console", total: int) -> Iterator[Callable[[object], None]]:
    """A bar on the terminal; what it yields moves it on by one."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(_("submissions"), total=total)
        yield lambda _record: bar.advance(task)


def _table(submissions: Mapping[str, object], records: "Sequence[Record]") -> "Table":
    """A row for each student, a numbered column for each check."""
    from rich.table import Table
    from rich.text import Text

    checks = [result.check for result in records[0].results] if records else []
    legend = ", ".join(f"{number} {name}" for number, name in enumerate(checks, 1))
    table = Table(caption=Text(legend), caption_justify="left")
    table.add_column(_("student"), overflow="fold")
    for name in [*map(str, range(1, len(checks) + 1)), _("points")]:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column(_("notes"), overflow="fold")
    by_student = {record.student: record for record in records}
    for student in sorted(submissions):
        record = by_student.get(student)
        if record is None:
            table.add_row(Text(student), *("–" for _check in checks), "–", _("no submission"))
            continue
        cells = [Text(f"{result.points:g}", style=_style(result.status)) for result in record.results]
        table.add_row(Text(student), *cells, f"{record.points:g}", Text("; ".join(_notes(record))))
    return table


def _style(status: str) -> str:
    return {"passed": "green", "needs a person": "yellow", "machinery": "bold red"}.get(status, "red")


def _notes(record: "Record") -> list[str]:
    """What an instructor should see of a submission besides its points."""
    if record.refusal is not None:
        return [_("refused: {reason}").format(reason=record.refusal)]
    numbers: dict[str, list[str]] = {}
    for number, result in enumerate(record.results, 1):
        if result.status not in ("passed", "failed"):
            numbers.setdefault(result.status, []).append(str(number))
    notes = [f"{status}: {', '.join(which)}" for status, which in numbers.items()]
    if record.repairs:
        notes.append(_("repaired: {count}").format(count=len(record.repairs)))
    if record.held is not None:
        notes.append(_("would go down to {points:g}: course regrade").format(points=record.held))
    if record.written:
        notes.append(_("a person reads: {names}").format(names=", ".join(record.written)))
    return notes


def _summary(records: "Sequence[Record]", seconds: float) -> Iterator[str]:
    from course_lib.grading.classroom.grade import count_statuses

    counts = count_statuses(records)
    count = len(records)
    for tier in sorted({record.tier for record in records}):
        of_tier = sum(record.tier == tier for record in records)
        if tier == 0:
            line = _("{count} submissions of {all}, {seconds:.0f} s in all: without a sandbox (tier 0)")
        else:
            line = _("{count} submissions of {all}, {seconds:.0f} s in all: in a sandbox (tier {tier})")
        yield line.format(count=of_tier, all=count, seconds=seconds, tier=tier)
    yield _("checks by status: {counts}").format(
        counts=", ".join(f"{status} {count}" for status, count in counts.most_common())
    )
    lost = [record.student for record in records if record.failed_machinery]
    if lost:
        yield _("Grading itself failed for {students}: run the command again, and report it if it stays.").format(
            students=", ".join(lost)
        )


# -------------------------------------------------------------------------------------------------------- for readers
@app.command(help=_("Run the experiment of a chapter again: it trains, scores, and writes a card of what came out."))
def train(
    slug: Annotated[str | None, typer.Argument(help=_("The chapter, by its name: lstm."))] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("All that the book shows, one chapter after the other."))
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help=_("At the size that the book shows: about half an hour for each chapter."))
    ] = False,
    to: Annotated[Path, typer.Option(help=_("The folder for cards and weights."))] = Path("trained"),
    device: Annotated[str, typer.Option(help=_("auto, cpu, cuda or mps."))] = "auto",
    corpus: Annotated[str, typer.Option(help=_("Of a chapter that reads a corpus: speeches, linux or tunes."))] = "",
    data: Annotated[
        Path | None, typer.Option(help=_("Of a chapter that reads linux: where the whole of it was made."))
    ] = None,
    jobs: Jobs = 0,
) -> None:
    from rich.console import Console
    from rich.table import Table

    from course_lib import checkpoints, recipes
    from course_lib.grading.classroom.executors import available_jobs

    started = time.monotonic()
    given = {"corpus": corpus or None, "data": str(data) if data else None}
    changes = {field: value for field, value in given.items() if value is not None}
    if everything == bool(slug) or (everything and changes):
        raise ValueError(
            _("Name one chapter, with its options, or say --all alone; there are: {slugs}.").format(
                slugs=", ".join(recipes.slugs())
            )
        )
    cards = [
        card
        for name, changed in (recipes.in_the_book() if slug is None else [(slug, changes)])
        for card in recipes.train(
            name,
            options="".join(f" --{field} {value}" for field, value in changed.items()),
            full=full,
            to=to,
            work=to / "begun",
            device=device,
            jobs=jobs or available_jobs(),
            progress=True,
            changes=changed,
        )
    ]
    table = Table("", _("measured"), "", _("goal"))
    for card in cards:
        for record in checkpoints.card(card.stem, card.parent)["records"]:
            table.add_row(record["name"], f"{record['value']:g}", record["unit"], record.get("goal", ""))
    Console().print(table)
    minutes = (time.monotonic() - started) / 60
    typer.echo(_("{minutes:.1f} minutes; the cards: {cards}").format(minutes=minutes, cards=", ".join(map(str, cards))))


@app.command(help=_("Say where a data set comes from; make it anew from its source with --make."))
def data(
    name: Annotated[str, typer.Argument(help=_("The data set: speeches, linux or tunes."))],
    make: Annotated[bool, typer.Option("--make", help=_("Fetch the source and derive the file again."))] = False,
    to: Annotated[Path | None, typer.Option(help=_("linux alone: make all of kernel/**/*.c, in this folder."))] = None,
) -> None:
    from course_lib.data import linux, speeches, tunes

    sets = {"speeches": speeches, "linux": linux, "tunes": tunes}
    if name not in sets:
        sentence = _("There is no data set {name}; there are: {names}.")
        raise ValueError(sentence.format(name=name, names=", ".join(sets)))
    if to is not None and not (make and name == "linux"):
        raise ValueError(_("--to makes the whole of linux: course data linux --make --to {folder}").format(folder=to))
    if make:
        try:
            sets[name].make(*(() if to is None else (to,)))
        except OSError as error:
            raise ValueError(str(error)) from error
    card = sets[name].card()
    digest, wanted = (sets[name].digest(), card) if to is None else (linux.digest(to), card["whole"])
    for field, value in card.items():
        typer.echo(f"{field}: {value}")
    if digest != wanted["sha256"]:
        raise ValueError(_("The file has another digest than its card: {digest}.").format(digest=digest))


@app.command(help=_("Open the built book in a browser, from this machine alone."))
def read(
    port: Annotated[int, typer.Option(help=_("The port on this machine; 0 takes a free one."))] = 0,
    browser: Annotated[bool, typer.Option(help=_("Open the browser."))] = True,
) -> None:
    import webbrowser
    from functools import partial
    from http.server import ThreadingHTTPServer

    from course_lib.grading.notebooks import REPOSITORY

    html = REPOSITORY / "_build" / "html"
    if not (html / "index.html").is_file():
        raise ValueError(
            _("There is no built book in {folder}. In a copy of the repository, run: make").format(folder=html)
        )
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_handler(), directory=str(html))) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/index.html"
        typer.echo(_("The book is at {address} until you press Ctrl+C.").format(address=address))
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo(_("The book is closed."))


def _handler() -> type:
    from http.server import SimpleHTTPRequestHandler

    # .mjs is not in every system's table of types, and a browser refuses a module of another type
    types = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    class Pages(SimpleHTTPRequestHandler):
        extensions_map = types

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of each request."""

    return Pages


if __name__ == "__main__":
    main()
