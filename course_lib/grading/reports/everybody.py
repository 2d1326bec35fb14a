"""The table of all students: sorted and narrowed down by the browser itself, without a script.

Each row carries its rank in every column as a number of CSS, and its kinds as classes. A radio button in the head of a
column puts the rows in its order; others above the table hide those of other kinds.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from course_lib.grading.judging.check import Result
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.html import element, region
from course_lib.grading.reports.words import (
    UNKNOWN,
    Parts,
    checks_by_name,
    colour_of,
    digits,
    known_points,
    link_to,
    name_of,
    status_label,
)
from course_lib.language import _


def everybody(course: ClassInfo, records: Sequence[Record], parts: Parts) -> Markup:
    """A row for each student; ``records`` are in the order of their names."""
    checks = list(checks_by_name(course.assignment, course.variant))
    columns = [_("Student"), _("All"), *checks, *(name_of(name, parts) for name in parts.tasks)]
    rows = [_row(number, record, checks, parts) for number, record in enumerate(records)]
    head = element("tr", *(_head(number, name) for number, name in enumerate(columns)), role="row")
    table = element(
        "table",
        element("thead", head, role="rowgroup"),
        element("tbody", *rows, role="rowgroup"),
        role="table",  # a browser may forget it where rows are laid out as boxes
        style=f"--columns:{len(columns)}",
    )
    found = _("Find a student with the search of your browser (Ctrl+F).")
    return element(
        "div",
        element("div", _filters(records), _reversed(), class_="choices"),
        element("p", found, class_="soft"),
        region(_("All students"), table),
        class_="everybody",
    )


def sorting(columns: int) -> str:
    """The CSS that puts rows in the order of the column that is chosen."""
    rule = ".everybody:has(thead th:nth-child({n}) input:checked) tbody tr {{ --rank: var(--rank-{n}); }}"
    return "\n".join(rule.format(n=number + 1) for number in range(columns))


def columns_of(course: ClassInfo, parts: Parts) -> int:
    return 2 + len(checks_by_name(course.assignment, course.variant)) + len(parts.tasks)


def _head(number: int, name: str) -> Markup:
    shown = escape(name).replace("_", Markup("_&#8203;"))  # where a long name may be broken
    button = element("input", type="radio", name="sort", checked="" if number == 0 else None)
    return element("th", element("label", button, " ", shown), scope="col", role="columnheader")


def _filters(records: Sequence[Record]) -> Markup:
    counts = {kind: sum(kind in kinds_of(record) for record in records) for kind in ("open", "stopped", "short")}
    choices = [
        ("everyone", _("everyone ({count})"), len(records)),
        ("open", _("for a person ({count})"), counts["open"]),
        ("stopped", _("crashed, too slow or no answer ({count})"), counts["stopped"]),
        ("short", _("without all points ({count})"), counts["short"]),
    ]
    buttons = [
        element(
            "label",
            element("input", type="radio", name="show", value=kind, checked="" if kind == "everyone" else None),
            " ",
            words.format(count=count),
        )
        for kind, words, count in choices
    ]
    return element("fieldset", element("legend", _("Show")), *buttons)


def _reversed() -> Markup:
    box = element("input", type="checkbox", name="reversed")
    words = _("the highest first (a click on the head of a column sorts by it)")
    return element("fieldset", element("legend", _("Order")), element("label", box, " ", words))


def kinds_of(record: Record) -> set[str]:
    """What a row is shown for: open, stopped, short of points. A written answer to read is in nearly every row."""
    statuses = {result.status for result in record.results}
    kinds = set()
    if statuses & {"refused", *UNKNOWN} or record.held is not None:
        kinds.add("open")
    if statuses & {"crashed", "timeout", "not run"}:
        kinds.add("stopped")
    if record.points < record.maximum:
        kinds.add("short")
    return kinds


def _row(number: int, record: Record, checks: Sequence[str], parts: Parts) -> Markup:
    results = {result.check: result for result in record.results}
    points, maximum = known_points(record)
    total = digits(points) if maximum == record.maximum else _("{points:g} + ?").format(points=points)
    written = [name in record.written for name in parts.tasks]
    ranks = [number, _rank(points), *(_rank_of(results.get(check)) for check in checks), *map(int, written)]
    cells = [
        element("th", link_to(record), scope="row", role="rowheader", title=record.student),
        element("td", total, class_="number", role="cell"),
        *(_cell(results.get(check)) for check in checks),
        *(element("td", _("to read") if one else "0", role="cell") for one in written),
    ]
    style = ";".join(f"--rank-{column}:{rank}" for column, rank in enumerate(ranks, 1))
    return element("tr", *cells, role="row", class_=" ".join(sorted(kinds_of(record))) or None, style=style)


def _rank(points: float) -> int:
    return round(points * 100)


def _rank_of(result: Result | None) -> int:
    """What is not known comes before what is 0."""
    return -1 if result is None or result.status in UNKNOWN else _rank(result.points)


def _cell(result: Result | None) -> Markup:
    """The points of a check; a word beside them where they do not say all."""
    if result is None:
        return element("td", "–", class_="number", role="cell")
    shown = "?" if result.status in UNKNOWN else digits(result.points)
    if result.status not in ("passed", "failed"):
        shown = _("{points} {status}").format(points=shown, status=status_label(result.status, result.points))
    colour = colour_of(result.status, result.points)
    return element("td", element("span", shown, class_=f"status {colour}"), class_="number", role="cell")
