"""Many submissions: each is rebuilt, run in a process of its own and checked; one writer keeps the results.

The folder is one of nbgrader's: ``submitted/<student>/<assignment>/*.ipynb``. Beside it appear ``autograded/`` (the
notebooks with the reports), ``gradebook.db``, ``grades.csv``, ``results.jsonl`` (all that is known of a submission, a
line each) and ``.course-secret`` (from which the random numbers of the checks are drawn).
"""

import dataclasses
import datetime
import hashlib
import hmac
import json
import multiprocessing
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from course_lib.grading import exercises, intake, pages, sandbox
from course_lib.grading.checking import Outcome, Result
from course_lib.grading.exercises import Exercise, Notebook, kind
from course_lib.grading.gradebook import NO_RESPONSE, Gradebook, Score
from course_lib.grading.intake import Intake
from course_lib.grading.student import CellReport, Limits
from course_lib.grading.submission import Graded, Task, grade_submission, lost
from course_lib.language import _

CASES = 4
"""Random cases of each property; in a student's own notebook there are fewer."""


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
    repairs: tuple[str, ...] = ()
    refusal: str | None = None
    blank: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    """The written answers that wait for a person."""

    @property
    def points(self) -> float:
        return sum(result.points for result in self.results)

    @property
    def maximum(self) -> float:
        return sum(result.maximum for result in self.results)

    @property
    def failed_machinery(self) -> bool:
        return any(result.status == "machinery" for result in self.results)

    def to_json(self) -> str:
        """The record in one line."""
        return json.dumps({**dataclasses.asdict(self), "points": self.points, "maximum": self.maximum})

    @classmethod
    def from_json(cls, line: str) -> "Record":
        """The record of a line.

        Raises:
            ValueError, TypeError, KeyError: it is no such line.
        """
        data = json.loads(line)
        del data["points"], data["maximum"]
        data["results"] = tuple(map(_result, data["results"]))
        data["cells"] = tuple(CellReport(**report) for report in data["cells"])
        for name in ("repairs", "blank", "written"):
            data[name] = tuple(data[name])
        return cls(**data)


def _result(data: dict[str, Any]) -> Result:
    outcomes = tuple(Outcome(**outcome) for outcome in data["outcomes"])
    return Result(**{**data, "outcomes": outcomes, "causes": tuple(data["causes"])})


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
        # “spawn” is the same on every system, and no thread of torch is ever forked
        with ProcessPoolExecutor(min(jobs, len(tasks)), multiprocessing.get_context("spawn"), _one_thread) as own:
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
                yield futures[future], future.result()
            except Exception as error:  # its process is gone, or the way to it
                yield futures[future], lost(futures[future], error, died=True)
    finally:
        for future in futures:
            future.cancel()


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


def available_jobs() -> int:
    """The processors that this process may use."""
    with suppress(AttributeError):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# --------------------------------------------------------------------------------------------------------- the folder
@dataclass
class Course:
    """A folder of submissions and results, for one assignment."""

    assignment: str
    folder: Path
    variant: Any = None
    limits: Limits = field(default_factory=Limits)
    cases: int = CASES

    @cached_property
    def exercise(self) -> Exercise:
        return exercises.build(self.assignment, self.variant)

    @cached_property
    def secret(self) -> bytes:
        """From a file that only its owner can read; made on first use."""
        file = self.folder / ".course-secret"
        with suppress(FileExistsError):
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(32))
        return file.read_bytes()

    @cached_property
    def grader(self) -> str:
        """The version of everything that a grade depends on besides the submission."""
        package = Path(__file__).parents[1]
        digest = hashlib.sha256(repr((self.exercise.release, self.variant, self.limits, self.cases)).encode())
        for file in sorted({*package.rglob("*.py")} - {*package.glob("live/**/*.py")}):
            digest.update(file.relative_to(package).as_posix().encode() + file.read_bytes())
        return digest.hexdigest()[:16]

    def seed(self, student: str, digest: str) -> int:
        """The same submission, the same seed; nobody without the secret can tell it."""
        content = json.dumps([self.assignment, student, digest]).encode()
        return int.from_bytes(hmac.digest(self.secret, content, "sha256")[:6])

    def submissions(self) -> dict[str, Path | None]:
        """The folder of each student's submission; None where a student has none."""
        root = self.folder / "submitted"
        students = sorted(file for file in root.glob("*") if file.is_dir() and not file.name.startswith("."))
        found = {student.name: student / self.assignment for student in students}
        return {student: folder if os.path.lexists(folder) else None for student, folder in found.items()}

    def take_in(self, folder: Path) -> Intake | Exception:
        """Intake of one submission; an error of ours is returned, since it must not stop the others."""
        try:
            return intake.from_folder(folder, self.exercise.student)
        except Exception as error:
            return error

    def records(self) -> dict[tuple[str, str], Record]:
        """What earlier runs found, by assignment and student."""
        records = {}
        file = self.folder / "results.jsonl"
        for line in file.read_text("utf-8").splitlines() if file.is_file() else []:
            with suppress(ValueError, TypeError, KeyError):  # of an older version, or cut off: it is graded again
                record = Record.from_json(line)
                records[record.assignment, record.student] = record
        return records


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

    Every submission is written as soon as it is graded: a run that is interrupted goes on where it stopped.

    Raises:
        sandbox.NotIsolatedError: no sandbox holds here, and the submissions are not said to be trusted.
        ValueError: the folder holds no submissions, or grades of another version of the exercise.
    """
    tier = sandbox.tier_for(trust_submissions=trust_submissions)
    if not course.submissions():
        sentence = _("There are no submissions: {folder} should hold a folder for each student.")
        raise ValueError(sentence.format(folder=course.folder / "submitted"))
    before = course.records()
    records: dict[str, Record] = {}
    with Gradebook(f"sqlite:///{(course.folder / 'gradebook.db').resolve()}", course.exercise) as book:
        writer = Writer(course, book, before)
        for record, taken in _graded(course, {} if again else before, jobs, executor, writer, tier):
            writer.write(record, taken)
            records[record.student] = record
            watch(record)
        writer.finish()
    return [records[student] for student in sorted(records)]


def _graded(
    course: Course,
    before: dict[tuple[str, str], Record],
    jobs: int,
    executor: Executor | None,
    writer: "Writer",
    tier: int,
) -> Iterator[tuple[Record, Intake]]:
    """The record of each submission: the earlier one where nothing has changed."""
    tasks = []
    for student, folder in course.submissions().items():
        if folder is None:
            writer.book.enrol(student)
            continue
        taken = course.take_in(folder)
        if isinstance(taken, Exception):
            empty = Intake(digest="", refusal=_("This submission could not be taken in."))
            task = Task(course.assignment, student, empty, course.variant, 0, course.limits, course.cases)
            yield _record(course, task, lost(task, taken)), empty
            continue
        seed = course.seed(student, taken.digest)
        earlier = before.get((course.assignment, student))
        if earlier is not None and (earlier.digest, earlier.grader, earlier.seed) == (
            taken.digest,
            course.grader,
            seed,
        ):
            yield dataclasses.replace(earlier, repairs=taken.repairs), taken
        else:
            tasks.append(
                Task(course.assignment, student, taken, course.variant, seed, course.limits, course.cases, tier)
            )
    for task, graded in run_all(tasks, jobs, executor):
        yield _record(course, task, graded), task.intake


def _record(course: Course, task: Task, graded: Graded) -> Record:
    taken = task.intake
    answered = taken.refusal is not None or taken.wrote
    return Record(
        assignment=task.assignment,
        student=task.student,
        digest=taken.digest,
        # what failed on our side is no earlier result: the next run tries again
        grader="" if graded.failed_machinery else course.grader,
        seed=task.seed,
        results=graded.results,
        cells=graded.cells,
        repairs=taken.repairs,
        refusal=taken.refusal,
        blank=taken.blank,
        written=tuple(_tasks(course.exercise.student)) if answered else (),
    )


def _tasks(notebook: Notebook) -> list[str]:
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if kind(cell) == "task"]


# --------------------------------------------------------------------------------------------------------- the writer
@dataclass
class Writer:
    """The only one who writes: gradebook, notebooks, records, table."""

    course: Course
    book: Gradebook
    before: dict[tuple[str, str], Record]

    def __post_init__(self) -> None:
        self.records = dict(self.before)

    def write(self, record: Record, taken: Intake) -> None:
        """Keep one record. Writing it again changes nothing."""
        key = record.assignment, record.student
        earlier = self.before.get(key)
        self._write_notebook(record, taken)
        self.book.write(
            record.student,
            scores_of(record, self.course.exercise.student),
            blank=record.blank if record.refusal is None else (),
            timestamp=_timestamp(self.course.folder / "submitted" / record.student / record.assignment),
            changed=earlier is None or earlier.digest != record.digest,
        )
        if earlier != record:
            self.records[key] = record
            with (self.course.folder / "results.jsonl").open("a", encoding="utf-8") as stream:
                stream.write(record.to_json() + "\n")

    def _write_notebook(self, record: Record, taken: Intake) -> None:
        notebook = pages.autograded(self.course.exercise, record, taken.notebook)
        folder = self.course.folder / "autograded" / record.student / record.assignment
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / f"{record.assignment}.ipynb", exercises.to_json(notebook))

    def finish(self) -> None:
        """The table of all grades, and the records without those that were superseded."""
        _replace(self.course.folder / "grades.csv", self.book.csv())
        lines = [self.records[key].to_json() + "\n" for key in sorted(self.records)]
        _replace(self.course.folder / "results.jsonl", "".join(lines))


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, "utf-8", newline="\n")
    new.replace(file)


def _timestamp(folder: Path) -> datetime.datetime | None:
    """When a submission was handed in, as nbgrader's collect notes it; None if that cannot be read."""
    from nbgrader.utils import parse_utc

    file = folder / "timestamp.txt"
    try:
        if file.is_symlink() or file.stat().st_size > 100:
            return None
        moment: datetime.datetime = parse_utc(file.read_text("utf-8").strip())
    except (OSError, ValueError, OverflowError):
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
