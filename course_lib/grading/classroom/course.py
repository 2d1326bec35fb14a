"""The folder of a course: who handed in what, how it is to be graded, and what is known of it.

It is one of nbgrader's: ``submitted/<student>/<assignment>/*.ipynb``. Beside it appear ``autograded/`` (the notebooks
with the reports), ``gradebook.db``, ``grades.csv``, ``results.jsonl`` (all that is known of a submission, a line each),
``people.jsonl`` (marks by persons) and ``.course-secret`` (from which the random numbers of the checks are drawn).
"""

import dataclasses
import datetime
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, exercise
from course_lib.grading.classroom.people import People
from course_lib.grading.classroom.versions import code_digest
from course_lib.grading.intake import find, rebuild
from course_lib.grading.intake.lms import Origin
from course_lib.grading.intake.read import Refusal
from course_lib.grading.intake.rebuild import Intake
from course_lib.grading.judging.submission import CASES, Graded, GradingTask, lost, refused
from course_lib.grading.judging.watchdog import TooMuchWork, processor_limit
from course_lib.grading.notebooks import Release, Variant
from course_lib.grading.record import ClassInfo, Key, Record, read_records
from course_lib.grading.running import isolation
from course_lib.grading.running.session import CellReport, Limits
from course_lib.grading.text import is_name
from course_lib.language import _

SEEDS = 8
"""So many different seeds has a class: with one, a submission could be written for the cases of the last one."""

SECRET_BYTES = 32


@dataclass(frozen=True)
class Finding:
    """What came of one submission, on its way to the writer."""

    record: Record
    intake: Intake
    cells: tuple[CellReport, ...] | None = None
    """With their figures; None where an earlier run has found it all."""


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
    def exercise(self) -> Release:
        return notebooks.build(self.assignment, self.variant)

    @cached_property
    def secret(self) -> bytes:
        """From a file that only its owner can read; made on first use.

        Raises:
            ValueError: the file is empty or cut off, or cannot be read: its seeds could be guessed.
        """
        if self.number is not None:
            return hashlib.sha256(f"seed {self.number}".encode()).digest()
        file = self.folder / ".course-secret"
        if not file.exists():
            new = file.with_name(f".course-secret.{os.getpid()}")
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(secrets.token_bytes(SECRET_BYTES))
            try:
                with suppress(FileExistsError):
                    os.link(new, file)  # whole, and never over another's
            finally:
                new.unlink()
        return _secret_in(file)

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
        found = {student.name: student / self.assignment for student in self._students() if is_name(student.name)}
        return {student: folder if os.path.lexists(folder) else None for student, folder in found.items()}

    def unusable(self) -> list[str]:
        """Names of folders that no gradebook can keep, or no table hold, as they can be shown."""
        return [ascii(student.name) for student in self._students() if not is_name(student.name)]

    def _students(self) -> list[Path]:
        root = self.folder / "submitted"
        return sorted(file for file in root.glob("*") if file.is_dir() and not file.name.startswith("."))

    def tier(self, *, trust_submissions: bool) -> int:
        """How well submissions can be kept apart on this machine: see ``isolation``.

        Raises:
            isolation.NotIsolatedError: no sandbox holds here, and the submissions are not said to be trusted.
            ValueError: the folder holds no submissions.
        """
        if not self.submissions():
            sentence = _("There are no submissions: {folder} should hold a folder for each student.")
            raise ValueError(sentence.format(folder=self.folder / "submitted"))
        slug = self.exercise.slug  # a wrong name is found before anything is started
        return isolation.tier_for(trust_submissions=trust_submissions, library=exercise(slug).library)

    def taken_in(self) -> Iterator[tuple[str, Intake | Exception]]:
        """Intake of every submission, by student."""
        for student, folder in self.submissions().items():
            if folder is not None:
                yield student, self.take_in(folder)

    def take_in(self, folder: Path) -> Intake | Exception:
        """Intake of one submission; an error of ours is returned, since it must not stop the others."""
        try:
            with processor_limit(self.limits.grader_cpu_s):
                return rebuild.from_folder(folder, self.exercise.student)
        except TooMuchWork:
            sentence = _(
                "Reading this submission was stopped after {seconds:g} s: what it holds takes too long to read."
            )
            return rebuild.refused(sentence.format(seconds=self.limits.grader_cpu_s))
        except (RecursionError, MemoryError):
            return rebuild.refused(_("What this submission holds is nested too deeply, or too large, to be read."))
        except Exception as error:
            return error

    def task(self, student: str, taken: Intake, tier: int = 0) -> GradingTask:
        """What has to be done for a submission."""
        seed = self.seed(student, taken.digest)
        return GradingTask(self.assignment, student, taken, self.variant, seed, self.limits, self.cases, tier)

    def finding(self, task: GradingTask, graded: Graded) -> Finding:
        """What came of it."""
        taken = task.intake
        answered = taken.refusal is not None or taken.wrote
        record = Record(
            assignment=task.assignment,
            student=task.student,
            digest=taken.digest,
            # what failed on our side is no earlier result: the next run tries again
            grader="" if graded.failed_machinery else self.grader,
            seed=task.seed,
            results=graded.results,
            cells=tuple(dataclasses.replace(report, figures=()) for report in graded.cells),
            repairs=taken.repairs,
            refusal=taken.refusal,
            blank=taken.blank,
            written=self.exercise.tasks if answered else (),
            tier=task.tier,
            limits=task.limits,
            cases=task.cases,
            figures=sum(len(report.figures) for report in graded.cells),
            origin=self.origin(task.student),
        )
        # as the next run will read it, to the last number: 1 and 1.0 are not the same on a page
        return Finding(Record.from_json(record.to_json()), taken, graded.cells)

    def not_shown(self, finding: Finding) -> Finding:
        """What is known of a submission whose pages take too long to be made."""
        record = finding.record
        sentence = _("Showing this submission was stopped after {seconds:g} s: what it holds takes too long to show.")
        refusal = sentence.format(seconds=self.limits.grader_cpu_s)
        taken = Intake(record.digest, refusal=refusal)
        task = GradingTask(
            self.assignment, record.student, taken, self.variant, record.seed, self.limits, self.cases, record.tier
        )
        return self.finding(task, refused(checks_of(self.assignment, self.variant), refusal))

    def origin(self, student: str) -> Origin | None:
        """Who a student is on the platform that the submission came from, where that is known."""
        file = self.folder / "submitted" / student / self.assignment / find.ORIGIN
        with suppress(Refusal, msgspec.DecodeError, RecursionError):
            origin = msgspec.json.decode(find.read_file(file, limit=10_000), type=Origin)
            return origin if origin.can_be else None
        return None

    def not_taken_in(self, student: str, error: Exception) -> Finding:
        """What is known of a submission on which intake itself failed."""
        empty = Intake(
            digest="",
            refusal=_(
                "Reading this submission failed, through no fault of the student. Run the command again, and report "
                "the failure if it happens again."
            ),
        )
        task = GradingTask(self.assignment, student, empty, self.variant, 0, self.limits, self.cases)
        return self.finding(task, lost(checks_of(self.assignment, self.variant), error))

    def records(self) -> dict[Key, Record]:
        """What earlier runs found."""
        return read_records(self.results)[0]

    def missing(self) -> list[str]:
        """Who was graded in an earlier run and has no submission now."""
        present = {student for student, folder in self.submissions().items() if folder is not None}
        before = {student for assignment, student in self.records() if assignment == self.assignment}
        return sorted(before - present)

    @property
    def results(self) -> Path:
        """The file in which the records are kept."""
        return self.folder / "results.jsonl"

    @property
    def reports(self) -> Path:
        """The folder of the pages that people read."""
        return self.folder / "reports"

    def page(self, student: str) -> Path:
        """The autograded notebook of a student."""
        return self.folder / "autograded" / student / self.assignment / f"{self.assignment}.ipynb"

    def shows(self, record: Record) -> bool:
        """Whether the autograded notebook of a student is there and shows just this record."""
        with suppress(OSError, UnicodeDecodeError):
            return f'"shows": "{record.shown}"' in self.page(record.student).read_text("utf-8")
        return False

    def people(self) -> People:
        """The marks of persons."""
        return People(self.folder / "people.jsonl")

    def info(self) -> ClassInfo:
        """What reports need of the class."""
        found = ((student, handed_in(folder)) for student, folder in self.submissions().items() if folder is not None)
        moments = {student: moment for student, moment in found if moment is not None}
        return ClassInfo(self.assignment, self.exercise, self.variant, self.limits, self.cases, moments)

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


def _secret_in(file: Path) -> bytes:
    """The bytes of a secret.

    Raises:
        ValueError: they are too few or too like each other, as those that a full disk or a crash leaves.
    """
    try:
        secret = file.read_bytes()
    except OSError as error:
        raise ValueError(_("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)) from error
    if len(secret) < SECRET_BYTES or len(set(secret)) < SECRET_BYTES // 4:
        sentence = _(
            "{file} holds no secret: {count} random bytes or more were expected. Put it back from a copy, or delete "
            "it; then all are graded again, with other random numbers."
        )
        raise ValueError(sentence.format(file=file, count=SECRET_BYTES))
    return secret


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def handed_in(folder: Path) -> datetime.datetime | None:
    """When a submission was handed in, as nbgrader's collect notes it; None if that cannot be read."""
    from nbgrader.utils import parse_utc

    try:
        text = find.read_file(folder / "timestamp.txt", limit=100).decode()
        moment: datetime.datetime = parse_utc(text.strip())
    except (ValueError, OverflowError):
        return None
    return moment


def of_nbgrader(folder: Path) -> dict[str, str]:
    """The files of nbgrader's own that lie with a submission; without them it cannot release the feedback."""
    found = {}
    moment = handed_in(folder)
    if moment is not None:
        found["timestamp.txt"] = f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC\n"
    with suppress(Refusal, UnicodeDecodeError):
        secret = find.read_file(folder / find.SECRET, limit=1000).decode()
        if re.fullmatch(r"[0-9a-f]{1,200}", secret):
            found[find.SECRET] = secret
    return found
