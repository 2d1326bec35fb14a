"""The marks that persons gave, kept apart from the gradebook, which can be lost."""

import datetime
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from course_lib import files
from course_lib.grading.classroom.gradebook import Mark, Place
from course_lib.grading.record import Record
from course_lib.grading.text import shown
from course_lib.language import _


@dataclass
class People:
    """The marks of persons in ``people.jsonl``: a line for each that is new, changed or taken back, with the time.

    nbgrader keeps neither the time of a mark nor the one before it, and a gradebook can be lost. The reason of a mark
    is the comment that stands with it.

    Raises:
        ValueError: the file cannot be read, or a line of it that is whole is no mark.
    """

    file: Path

    def __post_init__(self) -> None:
        self._marks: dict[Place, Mark] = {}
        for number, line in enumerate(files.lines_of(self.file), 1):
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):  # cut off
                continue
            try:
                written = msgspec.convert(data, _Line)
                mark = written.mark
            except ValueError as error:
                sentence = _(
                    "{file}, line {number}, is no mark of a person: {reason}. Put it right, or take the line out."
                )
                raise ValueError(
                    sentence.format(file=self.file, number=number, reason=shown(str(error), 200))
                ) from error
            self._marks[written.assignment, written.student, written.cell] = mark

    def of(self, assignment: str, student: str) -> dict[str, Mark]:
        """The marks of one submission by the names of its cells."""
        return {cell: mark for (of, who, cell), mark in self._marks.items() if (of, who) == (assignment, student)}

    def points_in(self, assignment: str) -> Iterator[tuple[tuple[str, str], float]]:
        """The student, the cell and the points of each mark of an assignment."""
        for (of, student, cell), mark in self._marks.items():
            if of == assignment and mark.points is not None:
                yield (student, cell), mark.points

    def note(self, marks: Mapping[Place, Mark], seen: datetime.datetime) -> int:
        """Write down what differs from what is known; returns how many marks that are.

        A submission that is not in the gradebook says nothing: what was known of it stays.
        """
        new = {place: mark for place, mark in sorted(marks.items()) if mark != self._marks.get(place, Mark())}
        lines = [
            json.dumps({**dict(zip(("assignment", "student", "cell"), place, strict=True)), **asdict(mark)}
                       | {"seen": seen.isoformat(timespec="seconds")})
            for place, mark in new.items()
        ]  # fmt: skip
        files.append_lines(self.file, lines)
        self._marks |= new
        return len(new)


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A line of the file."""

    assignment: str
    student: str
    cell: str
    seen: str
    points: float | None = None
    extra: float | None = None
    comment: str | None = None

    @property
    def mark(self) -> Mark:
        """What the line says.

        Raises:
            ValueError: its points are no number that can be given.
        """
        for points in (self.points, self.extra):
            if points is not None and not 0 <= points < math.inf:
                raise ValueError(_("{points} points cannot be given").format(points=points))
        return Mark(self.points, self.extra, self.comment)


def standing(record: Record, marks: Mapping[str, Mark]) -> float:
    """The points of a record's checks, a person's mark in place of what a check gave."""
    given = {cell.removesuffix("-check"): mark.points for cell, mark in marks.items()}
    points = ((given.get(result.check), result.points) for result in record.results)
    return sum(own if by_person is None else by_person for by_person, own in points)
