"""What points, statuses, students and the parts of an exercise are called on a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import quote

from markupsafe import Markup

from course_lib.grading.checks import checks_of
from course_lib.grading.judging.check import Check, Result
from course_lib.grading.notebooks import Release, Variant, kind
from course_lib.grading.record import Record
from course_lib.grading.reports.html import element, theirs
from course_lib.language import _

UNKNOWN = ("needs a person", "machinery")
"""What has no points yet: neither 0 nor anything else."""


def digits(points: float) -> str:
    return f"{points:g}"


def of_maximum(points: float, maximum: float) -> str:
    return _("{points:g} of {maximum:g}").format(points=points, maximum=maximum)


def points_of(result: Result) -> str:
    """The points of a check in words; what is not known yet is no number."""
    if result.status in UNKNOWN:
        return _("not known, of {maximum:g}").format(maximum=result.maximum)
    return of_maximum(result.points, result.maximum)


def known_points(record: Record) -> tuple[float, float]:
    """The points that are known, and how many there were to earn where they are."""
    known = [result for result in record.results if result.status not in UNKNOWN]
    return sum(result.points for result in known), sum(result.maximum for result in known)


def last_line(result: Result) -> str:
    """Why there are no points: the last line of the message, or of the details where it was our fault."""
    text = result.details if result.status == "machinery" and result.details.strip() else result.message
    return text.strip().rsplit("\n", 1)[-1]


def status_label(status: str, points: float) -> str:
    """What a status is called on a page."""
    match status:
        case "passed":
            return _("passed")
        case "timeout":
            return _("too slow")
        case "crashed":
            return _("crashed")
        case "refused":
            return _("not readable")
        case "needs a person":
            return _("for a person")
        case "not run":
            return _("no answer")
        case "machinery":
            return _("grading failed")
        case "not tested":
            return _("not tested")
    return _("partly right") if points else _("not right")


def colour_of(status: str, points: float) -> str:
    match status:
        case "passed":
            return "passed"
        case "needs a person" | "machinery" | "refused":
            return "waiting"
        case "not tested" | "not run":
            return "none"
    return "partly" if points else "failed"


def badge_of(status: str, points: float) -> Markup:
    return element("span", status_label(status, points), class_=f"status {colour_of(status, points)}")


def page_of(student: str, assignment: str) -> PurePosixPath:
    """Where a student's page lies: in a folder of the students, who may be called as any page of ours."""
    return PurePosixPath("students", student, f"{assignment}.html")


def link_to(record: Record, place: str = "") -> Markup:
    """A student's name, leading to their page; relative, so that the folder may be anywhere."""
    address = quote(page_of(record.student, record.assignment).as_posix(), safe="/", errors="replace")
    return element("a", theirs(record.student), href=f"./{address}{place}")


@dataclass(frozen=True)
class Parts:
    """What an exercise is called and what its parts are called, as its notebook says."""

    title: str
    names: Mapping[str, str]
    """Of checks and written answers, by their names; a part without a heading has none."""
    tasks: Mapping[str, float]
    """The points of the written answers."""


def parts_of(exercise: Release) -> Parts:
    title, heading = exercise.slug, ""
    names, tasks = {}, {}
    for cell in exercise.student.cells:
        found = re.search(r"(?m)^(#+) +(.*)$", cell.source) if cell.cell_type == "markdown" else None
        if found is not None:
            heading = re.sub(r"\([^()]*\)$", "", found[2]).strip()
            if found[1] == "#":
                title = heading
        match kind(cell):
            case "check":
                names[cell.metadata.nbgrader.grade_id.removesuffix("-check")] = heading
            case "task":
                names[cell.metadata.nbgrader.grade_id] = heading
                tasks[cell.metadata.nbgrader.grade_id] = float(cell.metadata.nbgrader.points)
    return Parts(title, names, tasks)


def name_of(name: str, parts: Parts) -> str:
    return parts.names.get(name) or name


@cache
def checks_by_name(slug: str, variant: Variant | None) -> dict[str, Check]:
    return {check.name: check for check in checks_of(slug, variant)}


@dataclass(frozen=True)
class Told:
    """What a check's properties and known mistakes say, by their names."""

    properties: Mapping[str, str]
    mistakes: Mapping[str, str]

    @classmethod
    def by(cls, slug: str, variant: Variant | None, check: str) -> "Told":
        found = checks_by_name(slug, variant).get(check)
        if found is None:
            return cls({}, {})
        return cls(
            {held.name: held.sentence for held in found.properties},
            {mistake.name: mistake.sentence for mistake in found.mistakes},
        )
