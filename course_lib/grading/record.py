"""What is known of one graded submission, a line of ``results.jsonl``, and what a report needs of its class."""

import datetime
import hashlib
import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec

from course_lib import files
from course_lib.grading.intake.lms import Origin
from course_lib.grading.judging.check import Result
from course_lib.grading.judging.submission import CASES
from course_lib.grading.notebooks import Release, Variant
from course_lib.grading.running.session import CellReport, Limits
from course_lib.grading.text import is_name
from course_lib.language import _

_STATUSES = ("passed", "failed", "timeout", "crashed", "refused", "needs a person", "not run", "machinery")

Key = tuple[str, str]
"""Assignment and student: a submission has one record."""


@dataclass(frozen=True)
class Record:
    """All that is known of a submission."""

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
    """How well the student's code was kept apart: see ``isolation``."""
    limits: Limits = field(default_factory=Limits)
    cases: int = CASES
    figures: int = 0
    """How many pictures the cells drew."""
    origin: Origin | None = None
    """Who the student is on the platform, and whether that calls the submission late."""
    held: float | None = None
    """Points that the present checks give, where they are fewer and nobody has allowed that."""

    @property
    def key(self) -> Key:
        return self.assignment, self.student

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
    def can_be(self) -> bool:
        """Whether a run may have found this: no points beyond the maximum, no name that leads out of a folder."""
        names = [result.check for result in self.results]
        numbers = [*asdict(self.limits).values(), self.cases, self.seed + 1, self.figures + 1]
        return (
            is_name(self.student)
            and re.fullmatch(r"\w[\w-]*", self.assignment) is not None
            and len(names) == len(set(names))
            and all(map(_can_be, self.results))
            and (self.origin is None or self.origin.can_be)
            and (self.held is None or 0 <= self.held <= self.maximum)
            and self.tier in (0, 1, 2)
            and all(0 < number < math.inf for number in numbers)
        )

    @property
    def shown(self) -> str:
        """A digest of what the autograded notebook shows of the record."""
        shown = (self.digest, self.results, self.cells, self.repairs, self.refusal)
        return hashlib.sha256(json.dumps(shown, default=asdict).encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """The record in one line; with its points, for whoever reads the file without the course."""
        return json.dumps({**asdict(self), "points": self.points, "maximum": self.maximum})

    @classmethod
    def from_json(cls, line: str) -> "Record":
        """The record of a line.

        Raises:
            ValueError: it is no such line, or of another version of the course.
        """
        try:
            data = json.loads(line)
            record = msgspec.convert(data, cls)
            same = json.loads(record.to_json()) == data
        except RecursionError as error:
            raise ValueError(_("This line is nested too deeply to be a record.")) from error
        if not same:  # it says more or less than a record of this version
            raise ValueError(_("This line was not written by this version of the course."))
        return record


def _can_be(result: Result) -> bool:
    scores = [(result.points, result.maximum), *((outcome.points, outcome.maximum) for outcome in result.outcomes)]
    return (
        result.status in _STATUSES
        and all(0 <= points <= maximum < math.inf for points, maximum in scores)
        and 0 <= result.seconds < math.inf
        and 0 <= result.seed < 2**63
    )


def read_records(file: Path) -> tuple[dict[Key, Record], dict[Key, str]]:
    """The records of a file, and those lines of another version of the course that can still be told apart.

    What no run has written is no record: its submission is graded again.

    Raises:
        ValueError: the file cannot be read.
    """
    records: dict[Key, Record] = {}
    others: dict[Key, str] = {}
    for line in files.lines_of(file):
        try:
            record = Record.from_json(line)
            if record.can_be:
                records[record.key] = record
        except ValueError:
            with suppress(ValueError, TypeError, KeyError, RecursionError):  # cut off: it is graded again
                data = json.loads(line)
                others[str(data["assignment"]), str(data["student"])] = line
    return records, {key: line for key, line in others.items() if key not in records}


@dataclass(frozen=True)
class ClassInfo:
    """What a report needs of its class."""

    assignment: str
    exercise: Release
    variant: Variant | None
    limits: Limits
    cases: int
    handed_in: Mapping[str, datetime.datetime]
    """When each student handed in, where that is known."""
