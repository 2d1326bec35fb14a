"""The marks that persons gave, kept apart from the gradebook, which can be lost."""

import datetime
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from course_lib import files
from course_lib.grading.classroom.gradebook import Mark, Place
from course_lib.grading.record import Record


@dataclass
class People:
    """The marks of persons in ``people.jsonl``: a line for each that is new, changed or taken back, with the time.

    nbgrader keeps neither the time of a mark nor the one before it, and a gradebook can be lost. The reason of a mark
    is the comment that stands with it.
    """

    file: Path

    def __post_init__(self) -> None:
        self._marks: dict[Place, Mark] = {}
        for line in self.file.read_text("utf-8").splitlines() if self.file.is_file() else []:
            with suppress(ValueError, TypeError, KeyError):  # cut off
                data = json.loads(line)
                place = tuple(str(data.pop(name)) for name in ("assignment", "student", "cell"))
                del data["seen"]
                self._marks[place[0], place[1], place[2]] = Mark(**data)

    def of(self, assignment: str, student: str) -> dict[str, Mark]:
        """The marks of one submission by the names of its cells."""
        return {cell: mark for (of, who, cell), mark in self._marks.items() if (of, who) == (assignment, student)}

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


def standing(record: Record, marks: Mapping[str, Mark]) -> float:
    """The points of a record's checks, a person's mark in place of what a check gave."""
    given = {cell.removesuffix("-check"): mark.points for cell, mark in marks.items()}
    points = ((given.get(result.check), result.points) for result in record.results)
    return sum(own if by_person is None else by_person for by_person, own in points)
