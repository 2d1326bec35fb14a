"""The page that an instructor reads after grading: what a person has to do, how the class did, what went wrong."""

import dataclasses
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.everybody import columns_of, everybody, sorting
from course_lib.grading.reports.first import to_look_at
from course_lib.grading.reports.groups import what_was_put_in_order, what_went_wrong
from course_lib.grading.reports.histogram import numbers_in, plots, spreads_of
from course_lib.grading.reports.html import element, folded, join, page, region, section, table_of
from course_lib.grading.reports.words import (
    Parts,
    known_points,
    link_to,
    name_of,
    parts_of,
    points_of,
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
        section(_("Look at these first"), *to_look_at(course, records, parts)),
        section(_("Points"), *plots(spreads, parts), folded(_("The numbers in these charts"), numbers_in(spreads))),
        section(_("What went wrong"), *what_went_wrong(course, records, parts)),
        section(_("Answers that let torch do the work"), *_delegating(records, parts)),
        section(_("All students"), everybody(course, records, parts)),
        section(_("What was repaired"), *what_was_put_in_order(records)),
        section(_("How it was graded"), *_conditions(course, records)),
        wide=True,
        style=sorting(columns_of(course, parts)),
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
        facts.append((_("With all points"), str(sum(total == records[0].maximum for total in totals))))
    if len(totals) < len(records):
        facts.append((_("Not known yet"), str(len(records) - len(totals))))
    return element("dl", *(join([element("dt", name), element("dd", value)]) for name, value in facts), class_="facts")


def _version(course: ClassInfo) -> str:
    if course.variant is None:
        return _("the public one, release {release}").format(release=course.exercise.release)
    return _("that of a class, release {release}").format(release=course.exercise.release)


def _delegating(records: Sequence[Record], parts: Parts) -> Iterator[Markup]:
    found = [(record, result) for record in records for result in record.results if result.delegated]
    if not found:
        return
    yield element(
        "p",
        _(
            "These answers name or call a function of torch that the exercise excludes as an answer. No points were "
            "taken away: read the answers, and withdraw points in formgrader where you find it right."
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


def _conditions(course: ClassInfo, records: Sequence[Record]) -> Iterator[Markup]:
    tiers = {
        0: _("tier 0: no isolation; you trusted every submission"),
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
