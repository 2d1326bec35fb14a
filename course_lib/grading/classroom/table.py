"""The table of all grades, ``grades.csv``: what ``nbgrader export`` writes, and what a platform or a person asks.

After nbgrader's columns come the parts that wait for a person, whether the submission is late, who the student is on
the platform, and the points of each part; a part that is not known yet is empty.
"""

import csv
import io
from collections.abc import Mapping

from course_lib.grading.classroom.gradebook import Gradebook, Part
from course_lib.grading.record import Key, Record
from course_lib.grading.text import in_table
from course_lib.language import _

OWN = ("open", "late", "platform", "platform_name", "platform_number")
"""The columns between nbgrader's and those of the parts."""


def grades(book: Gradebook, records: Mapping[Key, Record]) -> str:
    """The table of all assignments of a gradebook, a row for each student of each."""
    rows = csv.DictReader(io.StringIO(book.csv(), newline=""))
    parts = book.parts()
    names = list(dict.fromkeys(name for of_one in parts.values() for name in of_one))
    text = io.StringIO()
    table = csv.DictWriter(text, [*(rows.fieldnames or ()), *OWN, *names], lineterminator="\n")
    table.writeheader()
    for row in rows:
        key = row["assignment"], row["student_id"]
        table.writerow(row | _own(records.get(key), parts.get(key, {})))
    return text.getvalue()


def _own(record: Record | None, parts: Mapping[str, Part]) -> dict[str, object]:
    origin = None if record is None else record.origin
    known = {name: "" if part.points is None else part.points for name, part in parts.items()}
    identity = {}
    if origin is not None:
        identity = {
            "late": _("late") if origin.late else "",
            "platform": in_table(origin.platform),
            "platform_name": in_table(origin.name),
            "platform_number": in_table(origin.number),
        }
    return {"open": " ".join(name for name, part in parts.items() if part.open), **identity, **known}
