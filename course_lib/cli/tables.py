"""What commands show as tables, and what goes along with a table: a bar that moves, a summary."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from course_lib.grading.classroom.grade import count_statuses
from course_lib.grading.record import Record
from course_lib.language import _
from course_lib.progress import bar

__all__ = ["progress", "results", "notes", "summary", "measured"]


@contextmanager
def progress(console: Console, total: int) -> Iterator[Callable[[object], None]]:
    """A bar on the terminal; what it yields moves it on by one submission."""
    with bar(_("submissions"), total, console=console) as advance:
        yield lambda _record: advance()


def results(submissions: Mapping[str, object], records: Sequence[Record]) -> Table:
    """A row for each student, a numbered column for each check."""
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
        table.add_row(Text(student), *cells, f"{record.points:g}", Text("; ".join(notes(record))))
    return table


def _style(status: str) -> str:
    return {"passed": "green", "needs a person": "yellow", "machinery": "bold red"}.get(status, "red")


def notes(record: Record) -> list[str]:
    """What an instructor should see of a submission besides its points."""
    if record.refusal is not None:
        return [_("refused: {reason}").format(reason=record.refusal)]
    numbers: dict[str, list[str]] = {}
    for number, result in enumerate(record.results, 1):
        if result.status not in ("passed", "failed"):
            numbers.setdefault(result.status, []).append(str(number))
    said = [f"{status}: {', '.join(which)}" for status, which in numbers.items()]
    if record.origin is not None and record.origin.late:
        said.append(_("late"))
    if record.repairs:
        said.append(_("repaired: {count}").format(count=len(record.repairs)))
    if record.held is not None:
        said.append(_("would go down to {points:g}: course regrade").format(points=record.held))
    if record.written:
        said.append(_("a person reads: {names}").format(names=", ".join(record.written)))
    return said


def summary(records: Sequence[Record], seconds: float) -> Iterator[str]:
    """How many were graded, how well they were kept apart, and what came out of the checks."""
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
        yield _(
            "Grading itself failed for {students}: run the command again, and report the failure if it happens again."
        ).format(students=", ".join(lost))


def measured(records: Iterable[Mapping[str, Any]]) -> Table:
    """A row for each number that was measured, and its goal."""
    table = Table("", _("measured"), "", _("goal"))
    for record in records:
        table.add_row(record["name"], f"{record['value']:g}", record["unit"], record.get("goal", ""))
    return table
