"""The page that a student reads after grading."""

import datetime
from collections.abc import Iterator

from markupsafe import Markup

from course_lib.grading.judging.check import Result
from course_lib.grading.notebooks import Release, Variant
from course_lib.grading.record import Record
from course_lib.grading.reports.html import element, folded, join, page, section, table_of, theirs
from course_lib.grading.reports.next_step import next_step
from course_lib.grading.reports.words import (
    UNKNOWN,
    Parts,
    Told,
    badge_of,
    known_points,
    name_of,
    of_maximum,
    parts_of,
    points_of,
)
from course_lib.language import _


def student_page(
    record: Record, exercise: Release, *, variant: Variant | None = None, handed_in: datetime.datetime | None = None
) -> str:
    """The page of one submission, for its student. No seed, no inputs, and nothing of what was expected."""
    parts = parts_of(exercise)
    return page(
        _("{title}: {student}").format(title=parts.title, student=record.student),
        element("h1", parts.title),
        element("p", theirs(record.student), class_="student"),
        _summary(record, handed_in),
        _intake(record),
        section(_("The checks"), _overview(record, parts), *_each_check(record, parts, exercise.slug, variant)),
        section(_("Cells that stopped"), *_stopped(record)),
        section(_("Written answers"), *_written(record, parts)),
        element(
            "footer",
            _(
                "This page says what the checks found; it does not show the marks that a person gives or changes. If "
                "you think that a check is wrong, show this page to your instructor."
            ),
        ),
    )


def _summary(record: Record, handed_in: datetime.datetime | None) -> Markup:
    points, maximum = known_points(record)
    facts = []
    if handed_in is not None:
        moment = handed_in if handed_in.tzinfo is None else handed_in.astimezone(datetime.UTC)
        shown = _("{moment:%Y-%m-%d %H:%M} UTC").format(moment=moment)
        facts.append((_("Handed in"), element("time", shown, datetime=f"{moment:%Y-%m-%dT%H:%M}Z")))
    if record.origin is not None and record.origin.late:
        facts.append((_("Late"), element("span", _("{platform} says so").format(platform=record.origin.platform))))
    total = _("{points:g} of {maximum:g} points").format(points=points, maximum=maximum)
    facts.append((_("By the checks"), element("span", total, class_="total")))
    if maximum < record.maximum:
        open_points = _("{points:g} more points are not known yet: see the checks").format(
            points=record.maximum - maximum
        )
        facts.append((_("Open"), element("span", open_points)))
    return element("dl", *(join([element("dt", name), element("dd", value)]) for name, value in facts), class_="facts")


def _intake(record: Record) -> Markup:
    """What was mended in the file, or why it could not be read."""
    content = []
    if record.refusal is not None:
        words = _(
            "Your submission could not be read, so no check ran. Do what the next line says, and hand it in again if "
            "you can."
        )
        content.append(
            element("div", element("p", words), element("p", theirs(record.refusal)), role="note", class_="note bad")
        )
    if record.repairs:
        content.append(element("p", _("Your notebook was put in order before it was run:")))
        content.append(element("ul", *(element("li", theirs(repair)) for repair in record.repairs)))
    return section(_("What was handed in"), *content)


def _overview(record: Record, parts: Parts) -> Markup:
    points, maximum = known_points(record)
    rows = [
        [
            element("th", _to_check(result.check, parts, record), scope="row"),
            element("td", badge_of(result.status, result.points)),
            element("td", points_of(result), class_="number"),
        ]
        for result in record.results
    ]
    total = element("td", of_maximum(points, maximum), class_="number")
    foot = [element("th", _("Total"), scope="row"), element("td"), total]
    head = [_("Part"), _("Result"), element("th", _("Points"), scope="col", class_="number")]
    return table_of(head, rows, element("tfoot", element("tr", *foot)))


def _to_check(check: str, parts: Parts, record: Record) -> Markup:
    """The name of a part, leading to what is said of it below."""
    name = name_of(check, parts)
    return element("a", name, href=f"#{check}") if record.refusal is None else element("span", name)


def _each_check(record: Record, parts: Parts, slug: str, variant: Variant | None) -> Iterator[Markup]:
    if record.refusal is not None:  # there is one reason for all, and it stands above
        return
    for result in record.results:
        heading = [name_of(result.check, parts), " ", element("code", result.check)]
        yield element("h3", *heading, id=result.check)
        yield element("p", badge_of(result.status, result.points), " ", points_of(result))
        told = Told.by(slug, variant, result.check)
        if result.outcomes:
            table = _properties(result, told)
            yield folded(_("Everything holds"), table) if result.status == "passed" else table
            if result.status in UNKNOWN:
                yield element("p", theirs(result.message.rsplit("\n", 1)[-1]), class_="note")
        else:
            yield element("pre", result.message, dir="auto")
        yield next_step(result, told, slug)


def _properties(result: Result, told: Told) -> Markup:
    """Each property, what was found where it does not hold, and the likely cause under the first of these."""
    found = "\n".join(outcome.sentence for outcome in result.outcomes)
    causes = [sentence for name in result.causes if (sentence := told.mistakes.get(name, name)) not in found]
    rows = []
    for outcome in result.outcomes:
        content = [element("div", told.properties.get(outcome.name, outcome.name))]
        if outcome.status not in ("passed", "not tested"):
            content.append(element("div", theirs(outcome.sentence), class_="found"))
            words = _("Likely cause: {sentence}")
            content += [element("div", words.format(sentence=sentence), class_="cause") for sentence in causes]
            causes = []
        badge = badge_of(outcome.status, outcome.points)
        score = element("div", of_maximum(outcome.points, outcome.maximum))
        rows.append([element("th", *content, scope="row"), element("td", badge, score, class_="result")])
    return table_of([_("What must hold"), element("th", _("Result"), scope="col", class_="number")], rows)


def _stopped(record: Record) -> Iterator[Markup]:
    stopped = [report for report in record.cells if report.status not in ("ok", "not run")]
    if stopped:
        yield element("p", _("These cells stopped before their end. The cells after them were run nevertheless."))
    for report in stopped:
        yield element("h3", element("code", report.name), " ", badge_of(report.status, 0))
        yield element("pre", report.error or _("(no message)"), dir="auto")


def _written(record: Record, parts: Parts) -> Iterator[Markup]:
    for name, points in parts.tasks.items():
        yield element("h3", name_of(name, parts))
        if name in record.written:
            sentence = _("A person reads this, and gives up to {points:g} points.")
        else:
            sentence = _("Nothing was written here: 0 of {points:g} points.")
        yield element("p", sentence.format(points=points))
