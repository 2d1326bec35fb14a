"""Many submissions: each is rebuilt, run in a process of its own and checked; one writer keeps the results.

The folder is one of nbgrader's: ``submitted/<student>/<assignment>/*.ipynb``. Beside it appear ``autograded/`` (the
notebooks with the reports), ``gradebook.db``, ``grades.csv``, ``results.jsonl`` (all that is known of a submission, a
line each), ``people.jsonl`` (marks by persons) and ``.course-secret`` (from which the random numbers of the checks are
drawn).
"""

import ast
import dataclasses
import datetime
import gc
import hashlib
import hmac
import importlib.metadata
import json
import multiprocessing
import os
import secrets
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of
from course_lib.grading.checks import exercise as exercise_of
from course_lib.grading.classroom.gradebook import (
    NO_RESPONSE,
    Gradebook,
    GradebookError,
    Mark,
    People,
    Score,
    append_lines,
)
from course_lib.grading.intake import find, rebuild
from course_lib.grading.intake.rebuild import Intake
from course_lib.grading.judging import submission
from course_lib.grading.judging.check import PropertyOutcome, Result
from course_lib.grading.judging.submission import Graded, Task
from course_lib.grading.notebooks import Exercise, Notebook, Variant, kind
from course_lib.grading.reports import notebook as pages
from course_lib.grading.running import isolation, processes
from course_lib.grading.running.isolation import NO_EXERCISE
from course_lib.grading.running.session import CellReport, Limits
from course_lib.grading.running.worker_package import Library
from course_lib.language import _

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

CASES = 4
"""Random cases of each property; in a student's own notebook there are fewer."""
SEEDS = 8
"""So many different seeds has a class: with one, a submission could be written for the cases of the last one."""

NAME_LIMIT = 128
"""Letters of a student's name that every database of nbgrader keeps."""

_STRENGTH = {0: 0, 2: 1, 1: 2}
"""How well each tier keeps students' code apart: tier 1 is the best."""


@dataclass(frozen=True)
class Record:
    """All that is known of a submission: a line of ``results.jsonl``."""

    assignment: str
    student: str
    digest: str
    """Of what the student wrote."""
    grader: str
    """Of the checks, the version of the exercise and the limits: another grader, another grade."""
    seed: int
    results: tuple[Result, ...]
    cells: tuple[CellReport, ...] = ()
    """Without the figures: they stand in the autograded notebook alone."""
    repairs: tuple[str, ...] = ()
    refusal: str | None = None
    blank: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    """The written answers that wait for a person."""
    tier: int = 0
    """How well the student's code was kept apart: see ``sandbox``."""
    limits: dict[str, float] = field(default_factory=dict)
    """By the names of ``student.Limits``."""
    cases: int = CASES
    figures: int = 0
    """How many pictures the cells drew."""
    held: float | None = None
    """Points that the present checks give, where they are fewer and nobody has allowed that."""

    @property
    def points(self) -> float:
        return sum(result.points for result in self.results)

    @property
    def maximum(self) -> float:
        return sum(result.maximum for result in self.results)

    @property
    def failed_machinery(self) -> bool:
        return any(result.status == "machinery" for result in self.results)

    @property
    def shown(self) -> str:
        """A digest of what the autograded notebook shows of the record."""
        shown = (self.digest, self.results, self.cells, self.repairs, self.refusal)
        return hashlib.sha256(json.dumps(shown, default=vars).encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """The record in one line."""
        return json.dumps({**vars(self), "points": self.points, "maximum": self.maximum}, default=vars)

    @classmethod
    def from_json(cls, line: str) -> "Record":
        """The record of a line.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: it is no such line, or of another version of the course.
        """
        data = json.loads(line)
        del data["points"], data["maximum"]
        if set(data) != {field.name for field in dataclasses.fields(cls)}:
            raise KeyError(*data)
        data["results"] = tuple(map(_result, data["results"]))
        data["cells"] = tuple(
            CellReport(**{**report, "figures": tuple(report.get("figures", ()))}) for report in data["cells"]
        )
        for name in ("repairs", "blank", "written"):
            data[name] = tuple(data[name])
        return cls(**data)


def _result(data: dict[str, Any]) -> Result:
    outcomes = tuple(PropertyOutcome(**outcome) for outcome in data["outcomes"])
    lists = {name: tuple(data[name]) for name in ("causes", "delegated")}
    return Result(**{**data, "outcomes": outcomes, **lists})


# ------------------------------------------------------------------------------------------------------- many of them
def run_all(tasks: Sequence[Task], jobs: int, executor: Executor | None = None) -> Iterator[tuple[Task, Graded]]:
    """Grade on any executor, by default processes of this machine; yields in the order in which results arrive.

    What failed on our side is tried once more. A process that dies takes along what waits for it; whoever is among
    those that die twice is tried alone, where it can only harm itself.
    """
    again, alone = [], []
    for task, graded in _pass(tasks, jobs, executor):
        if graded.failed_machinery:
            again.append(task)
        else:
            yield task, graded
    for task, graded in _pass(again, jobs, executor):
        if graded.died:
            alone.append(task)
        else:
            yield task, graded
    for task in alone:
        yield from _pass([task], 1, executor)


def _pass(tasks: Sequence[Task], jobs: int, executor: Executor | None) -> Iterator[tuple[Task, Graded]]:
    if not tasks:
        return
    if executor is None:
        with local_pool(min(jobs, len(tasks)), tasks[0].assignment, tasks[0].tier) as own:
            yield from _pass(tasks, jobs, own)
        return
    futures = {}
    try:
        for task in tasks:
            try:
                futures[executor.submit(grade_submission, task)] = task
            except Exception as error:  # the executor is broken already
                yield task, lost(task, error, died=True)
        for future in as_completed(futures):
            try:
                graded = future.result()
            except Exception as error:  # its process is gone, or the way to it
                graded = lost(futures[future], error, died=True)
            yield futures.pop(future), graded
    finally:
        for future in futures:
            future.cancel()


def grade_submission(task: Task) -> Graded:
    """Grade a submission in whatever process this is: the task carries the slug, the exercise is found here."""
    checks = checks_of(task.assignment, task.variant)
    return submission.grade_submission(task, checks, exercise_of(task.assignment).library)


def lost(task: Task, error: Exception, died: bool = False) -> Graded:
    """What is known of a submission that could not be graded, through no fault of its own."""
    return submission.lost(checks_of(task.assignment, task.variant), error, died)


def local_pool(jobs: int, assignment: str, tier: int) -> ProcessPoolExecutor:
    """Processes of this machine, which share the fork server of this one.

    On Linux all are forked from one that has torch loaded: its cost is paid once, however many they are.
    """
    if sys.platform != "linux":
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin_process)
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with _environment("OMP_NUM_THREADS", "1"):  # a process with threads must not be forked
        forkserver.ensure_running()
    lent = _lent(assignment, tier)
    return ProcessPoolExecutor(
        jobs, context, _begin_process, (exercise_of(assignment).library, tier, lent, context.Value("i", 0))
    )


def _lent(assignment: str, tier: int) -> socket.socket | None:
    """This process's fork server; where it does not start, each of the pool tries for itself, and says why."""
    with suppress(OSError):
        return processes.lend(exercise_of(assignment).library, tier)
    return None


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def _begin_process(
    library: Library = NO_EXERCISE,
    tier: int = 0,
    control: socket.socket | None = None,
    begun: "Synchronized[int] | None" = None,
) -> None:
    import torch

    torch.set_num_threads(1)
    gc.freeze()  # what is loaded stays: nobody has to look through it for garbage
    if begun is not None:
        with begun.get_lock():
            number, begun.value = begun.value, begun.value + 1
        _stay_on_one_processor(number)
    processes.borrow(library, tier, control)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _stay_on_one_processor(number: int) -> None:
    """A checker and the student's process take turns: on one processor, neither waits for another one to wake up."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[number % len(processors)]})


def _end_with_parent() -> None:
    """A pool's process would wait for work for ever if the one that gives it out is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def dask_executor(address: str, assignment: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler.

    Raises:
        ValueError: Dask is not installed, nobody answers at the address, or workers have another version of the course.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(_('--scheduler needs Dask: pip install "recurrent-course[dask]"')) from error
    try:
        client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        sentence = _("No Dask scheduler answers at “{address}”: it should look like tcp://HOST:8786.")
        raise ValueError(sentence.format(address=address)) from error
    with client:
        own = code_digest(assignment)
        other = [worker for worker, digest in client.run(code_digest, assignment).items() if digest != own]
        if other:
            sentence = _("These Dask workers have another version of the course or of torch: {workers}.")
            raise ValueError(sentence.format(workers=", ".join(sorted(other))))
        # a task that keeps killing its worker is given up, tried again, then tried alone
        yield client.get_executor(pure=False)


def available_jobs() -> int:
    """The processors that this process may use."""
    with suppress(AttributeError):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limits_from(text: str) -> Limits:
    """Limits written as “cell_s=20,memory_mb=4096”; those that are not named stay.

    Raises:
        ValueError: a name or a value is wrong; the sentence lists the right ones.
    """
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


# -------------------------------------------------------------------------------------------------- what a grade is of
@cache
def code_digest(slug: str) -> str:
    """The version of the code on which the grades of an exercise depend, and of torch."""
    digest = hashlib.sha256(importlib.metadata.version("torch").encode())
    package = Path(__file__).parents[2]
    for file in sorted(files_behind(slug, package)):
        digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def files_behind(slug: str, package: Path) -> set[Path]:
    """The files of course_lib that grading an exercise imports, directly or by way of others."""
    names = ["judging.submission", "intake.rebuild", "worker.serve", "worker.zygote", f"checks.{slug}.checks"]
    waiting = [file for name in names for file in _files_of(f"course_lib.grading.{name}", package)]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        # another wording changes no grade
        if file not in found and file.name != "language.py":
            found.add(file)
            waiting += (other for name in _imports(file) for other in _files_of(name, package))
    return found


def _files_of(name: str, package: Path) -> list[Path]:
    """The file of a module by its full name, none if it is not the course's."""
    first, *rest = name.split(".")
    places = [package.joinpath(*rest).with_suffix(".py"), package.joinpath(*rest, "__init__.py")]
    return [place for place in places if first == "course_lib" and rest and place.is_file()]


def _imports(file: Path) -> Iterator[str]:
    for statement in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


# --------------------------------------------------------------------------------------------------------- the folder
@dataclass
class Course:
    """A folder of submissions and results, for one assignment."""

    assignment: str
    folder: Path
    variant: Variant | None = None
    limits: Limits = field(default_factory=Limits)
    cases: int = CASES
    number: int | None = None
    """In place of the secret: everybody who knows it can tell the seeds."""
    database: str | None = None
    """The address of the gradebook; by default ``gradebook.db`` in the folder."""
    replays: bool = False
    """Whether to write for each student a file with which ``course replay`` shows the graded cases."""

    @cached_property
    def exercise(self) -> Exercise:
        return notebooks.build(self.assignment, self.variant)

    @cached_property
    def secret(self) -> bytes:
        """From a file that only its owner can read; made on first use."""
        if self.number is not None:
            return hashlib.sha256(f"seed {self.number}".encode()).digest()
        file = self.folder / ".course-secret"
        if not file.exists():
            new = file.with_name(f".course-secret.{os.getpid()}")
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(32))
            try:
                with suppress(FileExistsError):
                    os.link(new, file)  # whole, and never over another's
            finally:
                new.unlink()
        return file.read_bytes()

    @cached_property
    def grader(self) -> str:
        """The version of everything that a grade depends on besides the submission."""
        content = (self.exercise.release, self.variant, self.limits, self.cases, code_digest(self.assignment))
        return hashlib.sha256(repr(content).encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        """The address of the gradebook."""
        return self.database or f"sqlite:///{(self.folder / 'gradebook.db').resolve()}"

    def seed(self, student: str, digest: str) -> int:
        """The same submission, the same seed; nobody without the secret can tell it.

        A class has few seeds: the cases of each, and what the references answer, are then made once for many.
        """
        return self._drawn("seed", self._drawn(student, digest) % SEEDS)

    def _drawn(self, *content: object) -> int:
        text = json.dumps([self.assignment, *content]).encode()
        return int.from_bytes(hmac.digest(self.secret, text, "sha256")[:6])

    def submissions(self) -> dict[str, Path | None]:
        """The folder of each student's submission; None where a student has none."""
        found = {student.name: student / self.assignment for student in self._students() if _is_name(student.name)}
        return {student: folder if os.path.lexists(folder) else None for student, folder in found.items()}

    def unusable(self) -> list[str]:
        """Names of folders that no gradebook can keep, as they can be shown."""
        return [ascii(student.name) for student in self._students() if not _is_name(student.name)]

    def _students(self) -> list[Path]:
        root = self.folder / "submitted"
        return sorted(file for file in root.glob("*") if file.is_dir() and not file.name.startswith("."))

    def take_in(self, folder: Path) -> Intake | Exception:
        """Intake of one submission; an error of ours is returned, since it must not stop the others."""
        try:
            return rebuild.from_folder(folder, self.exercise.student)
        except Exception as error:
            return error

    def task(self, student: str, taken: Intake, tier: int = 0) -> Task:
        """What has to be done for a submission."""
        seed = self.seed(student, taken.digest)
        return Task(self.assignment, student, taken, self.variant, seed, self.limits, self.cases, tier)

    def records(self) -> dict[tuple[str, str], Record]:
        """What earlier runs found, by assignment and student."""
        return _read_records(self.folder / "results.jsonl")[0]

    def missing(self) -> list[str]:
        """Who was graded in an earlier run and has no submission now."""
        present = {student for student, folder in self.submissions().items() if folder is not None}
        before = {student for assignment, student in self.records() if assignment == self.assignment}
        return sorted(before - present)

    def page(self, student: str) -> Path:
        """The autograded notebook of a student."""
        return self.folder / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else may write into the folder for a while; a process that dies lets go of it.

        Raises:
            ValueError: another run is at work there.
        """
        with (self.folder / ".course-lock").open("ab") as stream:
            try:
                _lock(stream.fileno())
            except OSError as error:
                sentence = _("Another run is grading in {folder}: wait until it has ended.")
                raise ValueError(sentence.format(folder=self.folder)) from error
            yield


def _is_name(name: str) -> bool:
    """Whether a folder's name is a text that every database keeps, and that nbgrader's pages show as one."""
    plain = name.isprintable() and not set(name) & set('<>"\\')  # half characters are not printable
    return plain and len(name) <= NAME_LIMIT


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _read_records(file: Path) -> tuple[dict[tuple[str, str], Record], list[str]]:
    """The records of a file, and those lines of another version of the course that can still be told apart."""
    records, others = {}, {}
    for line in file.read_text("utf-8", "replace").splitlines() if file.is_file() else []:
        try:
            record = Record.from_json(line)
            records[record.assignment, record.student] = record
        except (ValueError, TypeError, KeyError, AttributeError):
            with suppress(ValueError, TypeError, KeyError):  # cut off: it is graded again
                data = json.loads(line)
                others[str(data["assignment"]), str(data["student"])] = line
    return records, [line for key, line in others.items() if key not in records]


# ------------------------------------------------------------------------------------------------------------- grading
@dataclass(frozen=True)
class Finding:
    """What came of one submission, on its way to the writer."""

    record: Record
    intake: Intake
    cells: tuple[CellReport, ...] | None = None
    """With their figures; None where an earlier run has found it all."""


def grade(
    course: Course,
    *,
    trust_submissions: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    again: bool = False,
    watch: Callable[[Record], object] = lambda _record: None,
) -> list[Record]:
    """Grade what is new or changed in a course's folder; returns the records of all its submissions.

    Every submission is written as soon as it is graded: a run that is interrupted goes on where it stopped. Where only
    the checks have changed and would give fewer points, the earlier result stays until ``regrade`` is told otherwise.

    Raises:
        sandbox.NotIsolatedError: no sandbox holds here, and the submissions are not said to be trusted.
        ValueError: the folder holds no submissions, or grades of another version of the exercise; it or the gradebook
            cannot be written; another run is at work.
    """
    tier = _begin(course, trust_submissions)
    records: dict[str, Record] = {}
    with _written(course), course.alone(), Writer.of(course) as writer:
        with closing(_findings(course, writer, tier, jobs, executor, again)) as findings:
            for finding in findings:
                record = writer.write(finding)
                records[record.student] = record
                watch(record)
        writer.finish()
        _report(course, records.values())
    return [records[student] for student in sorted(records)]


def _report(course: Course, records: Iterable[Record]) -> None:
    """The pages for students and for the instructor."""
    from course_lib.grading.reports import folder as reports

    own = (record for record in records if record.assignment == course.assignment)
    reports.write(course, sorted(own, key=lambda record: record.student))


def _begin(course: Course, trust_submissions: bool) -> int:
    """The tier in which a course can be graded."""
    if not course.submissions():
        sentence = _("There are no submissions: {folder} should hold a folder for each student.")
        raise ValueError(sentence.format(folder=course.folder / "submitted"))
    assignment = course.exercise.slug  # a wrong name is found before anything is started
    return isolation.tier_for(trust_submissions=trust_submissions, library=exercise_of(assignment).library)


@contextmanager
def _written(course: Course) -> Iterator[None]:
    """What the file system refuses becomes one sentence."""
    try:
        yield
    except OSError as error:
        sentence = _(
            "{file} cannot be written: {reason}. Mend this and run the command again: what is graded already is kept."
        )
        file = error.filename or course.folder
        raise GradebookError(sentence.format(file=file, reason=error.strerror or error)) from error


def _findings(
    course: Course, writer: "Writer", tier: int, jobs: int, executor: Executor | None, again: bool
) -> Generator[Finding, None, None]:
    """What is known of each submission: from an earlier run where nothing has changed."""
    tasks = []
    for student, taken in _taken(course):
        if isinstance(taken, Exception):
            yield _not_taken_in(course, student, taken)
            continue
        task = course.task(student, taken, tier)
        earlier = writer.before.get((course.assignment, student))
        if earlier is not None and not again and _still_holds(course, earlier, task):
            yield Finding(dataclasses.replace(earlier, repairs=taken.repairs), taken)
        else:
            tasks.append(task)
    for task, graded in run_all(tasks, jobs, executor):
        earlier = writer.before.get((course.assignment, task.student))
        yield _unless_lower(finding_of(course, task, graded), earlier, writer.people)


def _taken(course: Course) -> Iterator[tuple[str, Intake | Exception]]:
    for student, folder in course.submissions().items():
        if folder is not None:
            yield student, course.take_in(folder)


def _not_taken_in(course: Course, student: str, error: Exception) -> Finding:
    empty = Intake(digest="", refusal=_("This submission could not be taken in."))
    task = Task(course.assignment, student, empty, course.variant, 0, course.limits, course.cases)
    return finding_of(course, task, lost(task, error))


def _still_holds(course: Course, earlier: Record, task: Task) -> bool:
    """Whether grading again would find the same."""
    same = (earlier.digest, earlier.grader, earlier.seed) == (task.intake.digest, course.grader, task.seed)
    as_safe = _STRENGTH[earlier.tier] >= _STRENGTH[task.tier] or earlier.refusal is not None
    # figures stand in the notebook alone: if it is lost, only the submission can draw them again
    shown = dataclasses.replace(earlier, repairs=task.intake.repairs)
    return same and as_safe and (not earlier.figures or _shows(course.page(task.student), shown))


def _unless_lower(finding: Finding, earlier: Record | None, people: People) -> Finding:
    """The earlier result, where other checks or a harder moment would give fewer points for the same submission."""
    new = finding.record
    if earlier is None or earlier.digest != new.digest or new.failed_machinery or earlier.failed_machinery:
        return finding
    marks = people.of(new.assignment, new.student)
    if standing(new, marks) >= standing(earlier, marks):
        return finding
    kept = dataclasses.replace(
        earlier, grader=new.grader, seed=new.seed, tier=new.tier, repairs=new.repairs, held=new.points
    )
    return Finding(kept, finding.intake)


def standing(record: Record, marks: Mapping[str, Mark]) -> float:
    """The points of a record's checks, a person's mark in place of what a check gave."""
    given = {cell.removesuffix("-check"): mark.points for cell, mark in marks.items()}
    points = ((given.get(result.check), result.points) for result in record.results)
    return sum(own if by_person is None else by_person for by_person, own in points)


def finding_of(course: Course, task: Task, graded: Graded) -> Finding:
    taken = task.intake
    answered = taken.refusal is not None or taken.wrote
    record = Record(
        assignment=task.assignment,
        student=task.student,
        digest=taken.digest,
        # what failed on our side is no earlier result: the next run tries again
        grader="" if graded.failed_machinery else course.grader,
        seed=task.seed,
        results=graded.results,
        cells=tuple(dataclasses.replace(report, figures=()) for report in graded.cells),
        repairs=taken.repairs,
        refusal=taken.refusal,
        blank=taken.blank,
        written=tuple(_tasks(course.exercise.student)) if answered else (),
        tier=task.tier,
        limits=dataclasses.asdict(task.limits),
        cases=task.cases,
        figures=sum(len(report.figures) for report in graded.cells),
    )
    return Finding(record, taken, graded.cells)


def _tasks(notebook: Notebook) -> list[str]:
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if kind(cell) == "task"]


# ----------------------------------------------------------------------------------------------------- grading it again
@dataclass(frozen=True)
class Change:
    """What grading again changes for one student."""

    before: Record
    after: Record
    difference: float
    """Points, where a check with a person's mark counts as marked."""

    def checks(self) -> Iterator[tuple[Result, Result]]:
        """The results that differ, before and after."""
        earlier = {result.check: result for result in self.before.results}
        for result in self.after.results:
            old = earlier.get(result.check)
            if old is not None and (old.points, old.status) != (result.points, result.status):
                yield old, result


@dataclass(frozen=True)
class Regraded:
    """What grading everything again with the present checks would change, or has changed."""

    changes: tuple[Change, ...]
    same: int
    """Submissions whose results are as before."""
    other: tuple[str, ...]
    """Students whose submission is new or has changed since it was graded: they are left to ``grade``."""
    failed: tuple[str, ...]
    """Students for whom grading itself failed: what they had stays."""
    written: bool
    tier: int

    @property
    def lower(self) -> list[Change]:
        return [change for change in self.changes if change.difference < 0]


def regrade(
    course: Course,
    *,
    trust_submissions: bool = False,
    jobs: int = 1,
    executor: Executor | None = None,
    allow_lower: bool = False,
    dry_run: bool = False,
    watch: Callable[[Record], object] = lambda _record: None,
) -> Regraded:
    """Grade every graded submission again with the present checks.

    Nothing is written if a grade would go down, unless that is allowed: all of it or nothing.

    Raises:
        ValueError: as ``grade``.
    """
    tier = _begin(course, trust_submissions)
    with _written(course), course.alone(), Writer.of(course) as writer:
        tasks, other = [], []
        for student, taken in _taken(course):
            earlier = writer.before.get((course.assignment, student))
            if isinstance(taken, Exception) or earlier is None or earlier.digest != taken.digest:
                other.append(student)
            else:
                tasks.append(course.task(student, taken, tier))
        findings, failed = [], []
        for task, graded in run_all(tasks, jobs, executor):
            finding = finding_of(course, task, graded)
            watch(finding.record)
            if graded.failed_machinery:
                failed.append(task.student)
            else:
                findings.append(finding)
        changes = _changes(findings, writer)
        write = not dry_run and (allow_lower or all(change.difference >= 0 for change in changes))
        if write:
            for finding in findings:
                writer.write(finding)
            writer.finish()
            _report(course, course.records().values())
    return Regraded(changes, len(findings) - len(changes), tuple(other), tuple(sorted(failed)), write, tier)


def _changes(findings: Sequence[Finding], writer: "Writer") -> tuple[Change, ...]:
    changes = []
    for finding in findings:
        after = finding.record
        before = writer.before[after.assignment, after.student]
        marks = writer.people.of(after.assignment, after.student)
        change = Change(before, after, standing(after, marks) - standing(before, marks))
        if change.difference or any(change.checks()):
            changes.append(change)
    return tuple(sorted(changes, key=lambda change: (change.difference, change.after.student)))


# --------------------------------------------------------------------------------------------------------- the writer
@dataclass
class Writer:
    """The only one who writes: gradebook, notebooks, records, table."""

    course: Course
    book: Gradebook
    before: dict[tuple[str, str], Record]
    people: People
    unread: list[str] = field(default_factory=list)
    """Lines of another version of the course."""

    def __post_init__(self) -> None:
        self.records = dict(self.before)

    @classmethod
    @contextmanager
    def of(cls, course: Course) -> Iterator["Writer"]:
        """The writer of a course's folder; before it writes, it notes which marks persons have given."""
        before, unread = _read_records(course.folder / "results.jsonl")
        with Gradebook(course.url, course.exercise) as book:
            people = People(course.folder / "people.jsonl")
            people.note(book.marks(), datetime.datetime.now(datetime.UTC))
            book.enrol(course.submissions())
            yield cls(course, book, before, people, unread)

    def write(self, finding: Finding) -> Record:
        """Keep what was found; returns the record that stands. Writing it again changes nothing.

        The notebook comes first, the record last: whatever is interrupted is done again.
        """
        finding = self._shown(finding)
        record = finding.record
        key = record.assignment, record.student
        earlier = self.before.get(key)
        self.book.write(
            record.student,
            scores_of(record, self.course.exercise.student),
            blank=record.blank if record.refusal is None else (),
            timestamp=handed_in(self.course.folder / "submitted" / record.student / record.assignment),
            changed=earlier is None or earlier.digest != record.digest,
            marks=self.people.of(*key),
        )
        if self.course.replays:
            _write_replay(self.course, record)
        if earlier != record:
            self.records[key] = record
            append_lines(self.course.folder / "results.jsonl", [record.to_json()])
        return record

    def _shown(self, finding: Finding) -> Finding:
        """Write the notebook of a finding. Should one not let itself be shown, that is our failure and stops nobody."""
        try:
            self._write_notebook(finding)
        except (OSError, GradebookError):
            raise
        except Exception as error:
            finding = _not_taken_in(self.course, finding.record.student, error)
            self._write_notebook(finding)
        return finding

    def _write_notebook(self, finding: Finding) -> None:
        import nbformat

        record = finding.record
        file = self.course.page(record.student)
        if finding.cells is None:
            if _shows(file, record):
                return
            shown = record
        else:
            shown = dataclasses.replace(record, cells=finding.cells)
        notebook = pages.autograded(self.course.exercise, shown, finding.intake.notebook)
        notebook.metadata.course["shows"] = record.shown
        file.parent.mkdir(parents=True, exist_ok=True)
        _replace(file, nbformat.v4.writes(notebook) + "\n")

    def finish(self) -> None:
        """The table of all grades, and the records without those that were superseded."""
        _replace(self.course.folder / "grades.csv", self.book.csv())
        graded = {key for key in self.records if key[0] == self.course.assignment}
        unread = [line for line in self.unread if _of(line) not in graded]
        lines = [*unread, *(self.records[key].to_json() for key in sorted(self.records))]
        _replace(self.course.folder / "results.jsonl", "".join(f"{line}\n" for line in lines))


def _of(line: str) -> tuple[str, str]:
    data = json.loads(line)
    return str(data["assignment"]), str(data["student"])


def _shows(file: Path, record: Record) -> bool:
    """Whether a notebook is there and shows just this record."""
    with suppress(OSError, UnicodeDecodeError):
        return f'"shows": "{record.shown}"' in file.read_text("utf-8")
    return False


def _write_replay(course: Course, record: Record) -> None:
    """What ``course replay`` needs to ask the same cases at home: it tells the seed of this one submission."""
    content = {
        "assignment": record.assignment,
        "student": record.student,
        "digest": record.digest,
        "release": course.exercise.release,
        "variant": None if course.variant is None else dataclasses.asdict(course.variant),
        "code": code_digest(course.assignment),
        "cases": record.cases,
        "checks": {result.check: {"seed": result.seed, "points": result.points} for result in record.results},
    }
    file = course.folder / "replays" / record.student / f"{record.assignment}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    _replace(file, json.dumps(content, indent=1) + "\n")


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    new = file.with_name(f".{file.name}.new")
    try:
        new.write_text(text, "utf-8", newline="\n")
        new.replace(file)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def handed_in(folder: Path) -> datetime.datetime | None:
    """When a submission was handed in, as nbgrader's collect notes it; None if that cannot be read."""
    from nbgrader.utils import parse_utc

    try:
        text = find.read_file(folder / "timestamp.txt", limit=100).decode()
        moment: datetime.datetime = parse_utc(text.strip())
    except (ValueError, OverflowError):
        return None
    return moment


def scores_of(record: Record, notebook: Notebook) -> dict[str, Score]:
    """What the gradebook learns of each graded cell."""
    scores = {f"{result.check}-check": _score(result) for result in record.results}
    for task in _tasks(notebook):
        waits = task in record.written
        scores[task] = Score(None, True) if waits else Score(0.0, False, NO_RESPONSE)
    return scores


def _score(result: Result) -> Score:
    match result.status:
        case "machinery" | "needs a person":
            return Score(None, needs_person=True)
        case "refused":
            return Score(0.0, needs_person=True)
    return Score(result.points, needs_person=False)


def count_statuses(records: Iterable[Record]) -> Counter[str]:
    """How often each status occurs."""
    return Counter(result.status for record in records for result in record.results)
