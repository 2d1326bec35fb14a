"""What an instructor looks at first: submissions that are not finished or that stopped, with a command for each."""

import shlex
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from course_lib.grading.judging.check import Result
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.html import element, folded, table_of, theirs
from course_lib.grading.reports.words import Parts, last_line, link_to, name_of
from course_lib.language import _

_MANY = 12
"""A group of more is folded away, so that the others stay in sight."""
_SENTENCE_CHARS = 300


def to_look_at(course: ClassInfo, records: Sequence[Record], parts: Parts) -> Iterator[Markup]:
    """The submissions that a person should look at, by what became of them."""
    groups = (
        (_("Grading itself failed: grade again"), [_stopped(course, record, "machinery") for record in records]),
        (_("Not readable: ask for the file again"), [_unreadable(course, record) for record in records]),
        (_("Needs what grading does not give"), [_stopped(course, record, "needs a person") for record in records]),
        (_("The current checks would give fewer points"), [_lower(course, record) for record in records]),
        (_("Crashed"), [_stopped(course, record, "crashed") for record in records]),
        (_("Too slow"), [_stopped(course, record, "timeout") for record in records]),
    )
    nobody = True
    for title, rows in groups:
        found = [row for row in rows if row]
        if found:
            if nobody:
                yield element("p", _("Run the commands in the folder of the class."))
            nobody = False
            yield element("h3", _("{title} ({count})").format(title=title, count=len(found)))
            table = element("div", table_of([_("Student"), _("Why"), _("Command")], found), class_="stacked")
            yield folded(_("Show them"), table) if len(found) > _MANY else table
    for name in parts.tasks:
        readers = [record for record in records if name in record.written]
        if readers:
            nobody = False
            words = _("Written answer to read: {name} ({count})")
            yield element("h3", words.format(name=name_of(name, parts), count=len(readers)))
            yield element("p", _("Read and mark them all:"), " ", element("code", "course formgrader"))
            yield folded(_("Who wrote one"), _names(readers))
    if nobody:
        yield element("p", _("Nothing waits for a person."))


def _names(records: Iterable[Record]) -> Markup:
    return element("ul", *(element("li", link_to(record)) for record in records), class_="names")


def _line(record: Record, reasons: Sequence[str], command: str) -> list[Markup]:
    return [
        element("th", link_to(record), scope="row", class_="name", title=record.student),
        element("td", *(element("div", theirs(reason[:_SENTENCE_CHARS])) for reason in reasons)),
        element("td", element("code", command), class_="command"),
    ]


def _stopped(course: ClassInfo, record: Record, status: str) -> list[Markup]:
    """Each reason once, with the checks that it stopped."""
    stopped = [result for result in record.results if result.status == status and record.refusal is None]
    if not stopped:
        return []
    by_reason: dict[str, list[str]] = {}
    for result in stopped:
        by_reason.setdefault(_reason(result), []).append(result.check)
    words = _("{checks}: {reason}")
    reasons = [words.format(checks=", ".join(checks), reason=reason) for reason, checks in by_reason.items()]
    command = _grade(course) if status == "machinery" else _explain(course, record, stopped[0].check)
    return _line(record, reasons, command)


def _reason(result: Result) -> str:
    """What stopped a check, in the sentence that its student reads."""
    told = (one.sentence for one in result.outcomes if one.status == result.status)
    return next(told, last_line(result))


def _unreadable(course: ClassInfo, record: Record) -> list[Markup]:
    if record.refusal is not None:
        return _line(record, [record.refusal], _explain(course, record, record.results[0].check))
    return _stopped(course, record, "refused")


def _lower(course: ClassInfo, record: Record) -> list[Markup]:
    if record.held is None:
        return []
    sentence = _("the record has {old:g} points; the current checks give {new:g}")
    command = f"course regrade {course.assignment}{_class(course)} --dry-run"
    return _line(record, [sentence.format(old=record.points, new=record.held)], command)


def _explain(course: ClassInfo, record: Record, check: str) -> str:
    return f"course explain {shlex.quote(record.student)} {course.assignment} {check}{_class(course)}"


def _grade(course: ClassInfo) -> str:
    return f"course grade {course.assignment} .{_class(course)}"


def _class(course: ClassInfo) -> str:
    return " --class KEY" if course.variant is not None else ""
