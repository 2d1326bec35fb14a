"""The page that an instructor reads after grading: what a person has to do, how the class did, what went wrong."""

import dataclasses
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from course_lib.grading.judging.check import Result
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.groups import what_was_put_in_order, what_went_wrong
from course_lib.grading.reports.histogram import numbers_in, plots, spreads_of
from course_lib.grading.reports.html import element, folded, join, page, region, section, table_of, theirs
from course_lib.grading.reports.words import (
    UNKNOWN,
    Parts,
    checks_by_name,
    colour_of,
    digits,
    known_points,
    last_line,
    link_to,
    name_of,
    parts_of,
    points_of,
    status_label,
)
from course_lib.language import _


def instructor_page(course: ClassInfo, records: Sequence[Record]) -> str:
    """The page of an assignment: what a person has to do, how the class did, who failed what and why."""
    parts = parts_of(course.exercise)
    records = sorted(records, key=lambda record: record.student)
    spreads = spreads_of(records)
    return page(
        _("{title}: report for the instructor").format(title=parts.title),
        element("h1", parts.title),
        element("p", _("Report for the instructor"), class_="student"),
        _class(course, records),
        section(_("Needs a person"), *_for_a_person(records, parts)),
        section(_("Points"), *plots(spreads, parts), folded(_("The numbers of these pictures"), numbers_in(spreads))),
        section(_("What went wrong"), *what_went_wrong(course, records, parts)),
        section(_("Answers that let torch do the work"), *_delegating(records, parts)),
        section(_("All students"), _everybody(course, records, parts)),
        section(_("What was put in order"), *what_was_put_in_order(records)),
        section(_("How it was graded"), *_conditions(course, records)),
        wide=True,
    )


def _class(course: ClassInfo, records: Sequence[Record]) -> Markup:
    """The class in a few numbers."""
    totals = [record.points for record in records if known_points(record)[1] == record.maximum]
    facts = [(_("Submissions"), str(len(records))), (_("Version"), _version(course))]
    if totals:
        words = _("median {median:g}, from {low:g} to {high:g}, of {maximum:g}")
        of_all = words.format(
            median=statistics.median(totals), low=min(totals), high=max(totals), maximum=records[0].maximum
        )
        facts.append((_("Points by the checks"), of_all))
        facts.append((_("With all of them"), str(sum(total == records[0].maximum for total in totals))))
    if len(totals) < len(records):
        facts.append((_("Not known yet"), str(len(records) - len(totals))))
    return element("dl", *(join([element("dt", name), element("dd", value)]) for name, value in facts), class_="facts")


def _version(course: ClassInfo) -> str:
    if course.variant is None:
        return _("the public one, release {release}").format(release=course.exercise.release)
    return _("that of a class, release {release}").format(release=course.exercise.release)


def _for_a_person(records: Sequence[Record], parts: Parts) -> Iterator[Markup]:
    """The submissions that are not finished, by what is missing."""
    waiting = [
        (_("Grading itself failed: run the command again"), [_reasons(record, "machinery") for record in records]),
        (_("Not readable"), [(record, [record.refusal]) for record in records if record.refusal is not None]),
        (_("Asks for what grading does not give"), [_reasons(record, "needs a person") for record in records]),
        (
            _("Present checks would give fewer points"),
            [(record, [_lower(record)]) for record in records if _lower(record)],
        ),
    ]
    nobody = True
    for title, found in waiting:
        reasons = [(record, texts) for record, texts in found if texts]
        if reasons:
            nobody = False
            yield element("h3", _("{title} ({count})").format(title=title, count=len(reasons)))
            head = [_("Student"), _("Why")]
            yield table_of(
                head, ([element("th", link_to(record), scope="row"), _why(texts)] for record, texts in reasons)
            )
    for name in parts.tasks:
        readers = [record for record in records if name in record.written]
        if readers:
            nobody = False
            words = _("Written answer to read: {name} ({count})")
            yield element("h3", words.format(name=name_of(name, parts), count=len(readers)))
            yield folded(_("Who wrote one"), _names(readers))
    if nobody:
        yield element("p", _("Nothing waits for a person."))


def _names(records: Iterable[Record]) -> Markup:
    return element("ul", *(element("li", link_to(record)) for record in records), class_="names")


def _why(texts: Sequence[str]) -> Markup:
    return element("td", *(element("div", theirs(text)) for text in texts))


def _reasons(record: Record, status: str) -> tuple[Record, list[str]]:
    """Each reason once, with the checks that it stopped."""
    by_reason: dict[str, list[str]] = {}
    for result in record.results:
        if result.status == status:
            by_reason.setdefault(last_line(result), []).append(result.check)
    words = _("{checks}: {reason}")
    return record, [words.format(checks=", ".join(checks), reason=why) for why, checks in by_reason.items()]


def _lower(record: Record) -> str:
    if record.held is None:
        return ""
    return _("{old:g} points stand; the checks of today give {new:g}").format(old=record.points, new=record.held)


def _delegating(records: Sequence[Record], parts: Parts) -> Iterator[Markup]:
    found = [(record, result) for record in records for result in record.results if result.delegated]
    if not found:
        return
    yield element(
        "p",
        _(
            "These answers name or call a function of torch that the exercise names as no answer. No points were "
            "taken away: read them, and withdraw points in the gradebook where you find it right."
        ),
    )
    rows = (
        [
            element("th", link_to(record, f"#{result.check}"), scope="row"),
            element("td", name_of(result.check, parts)),
            element("td", *_separated(element("code", name) for name in result.delegated)),
            element("td", points_of(result), class_="number"),
        ]
        for record, result in found
    )
    head = [_("Student"), _("Part"), _("Uses"), element("th", _("Points"), scope="col", class_="number")]
    yield region(_("Answers that let torch do the work"), table_of(head, rows))


def _separated(items: Iterable[Markup]) -> Iterator[Markup]:
    for number, item in enumerate(items):
        yield join([", " if number else "", item])


def _everybody(course: ClassInfo, records: Sequence[Record], parts: Parts) -> Markup:
    checks = list(checks_by_name(course.assignment, course.variant))
    head = [_("Student"), element("th", _("All"), scope="col", class_="number")]
    head += [element("th", check, scope="col", class_="number") for check in checks]
    head += [name_of(name, parts) for name in parts.tasks]
    return region(_("All students"), table_of(head, (_row(record, checks, parts) for record in records)))


def _row(record: Record, checks: Sequence[str], parts: Parts) -> list[Markup]:
    results = {result.check: result for result in record.results}
    points, maximum = known_points(record)
    total = digits(points) if maximum == record.maximum else _("{points:g} + ?").format(points=points)
    row = [element("th", link_to(record), scope="row"), element("td", total, class_="number")]
    row += [_cell(results.get(check)) for check in checks]
    row += [element("td", _("to read") if name in record.written else "0") for name in parts.tasks]
    return row


def _cell(result: Result | None) -> Markup:
    """The points of a check; a word beside them where they do not say all."""
    if result is None:
        return element("td", "–", class_="number")
    shown = "?" if result.status in UNKNOWN else digits(result.points)
    if result.status not in ("passed", "failed"):
        shown = _("{points} {status}").format(points=shown, status=status_label(result.status, result.points))
    colour = colour_of(result.status, result.points)
    return element("td", element("span", shown, class_=f"status {colour}"), class_="number")


def _conditions(course: ClassInfo, records: Sequence[Record]) -> Iterator[Markup]:
    tiers = {
        0: _("tier 0: not kept apart, every submission was said to be trusted"),
        1: _("tier 1: own user, namespaces, private files, seccomp, limits"),
        2: _("tier 2: Landlock, seccomp, limits"),
    }
    counted = Counter(record.tier for record in records)
    words = _("{count} submissions in {tier}")
    yield element(
        "ul",
        *(
            element("li", words.format(count=count, tier=tiers.get(tier, str(tier))))
            for tier, count in sorted(counted.items())
        ),
        element("li", _("{cases} random cases of each property").format(cases=course.cases)),
        element("li", _("Limits: {limits}").format(limits=_limits(dataclasses.asdict(course.limits)))),
    )
    rows = (
        [
            element("th", link_to(record), scope="row"),
            element("td", str(record.tier), class_="number"),
            element("td", str(record.seed), class_="number"),
            element("td", f"{sum(result.seconds for result in record.results):.2f}", class_="number"),
            element("td", element("code", record.digest[:12])),
            element("td", element("code", record.grader)),
        ]
        for record in records
    )
    names = (_("Tier"), _("Seed"), _("Seconds of checks"))
    head = [_("Student"), *(element("th", name, scope="col", class_="number") for name in names)]
    head += [_("Submission"), _("Grader")]
    table = region(_("Each submission"), table_of(head, rows))
    yield folded(_("Seed, tier and time of each submission"), table)


def _limits(limits: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in limits.items())
