"""Who failed what and why: students of whom the same is to be said stand together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from course_lib.grading.judging.check import Result
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.html import element, folded, table_of, theirs
from course_lib.grading.reports.words import (
    UNKNOWN,
    Parts,
    Told,
    checks_by_name,
    last_line,
    link_to,
    name_of,
    status_label,
)
from course_lib.language import _


@dataclass(frozen=True)
class _Group:
    """Students of whom the same is to be said, with what each of them was told, where that differs."""

    kind: str
    sentence: str
    who: tuple[tuple[Record, str], ...]


def what_went_wrong(course: ClassInfo, records: Sequence[Record], parts: Parts) -> Iterator[Markup]:
    nothing = True
    for check in checks_by_name(course.assignment, course.variant):
        groups = _groups(course, records, check)
        if groups:
            nothing = False
            yield element("h3", name_of(check, parts), " ", element("code", check))
            yield _grouped(groups)
    if nothing:
        yield element("p", _("Nothing went wrong: every check that ran has all its points."))


def what_was_put_in_order(records: Sequence[Record]) -> Iterator[Markup]:
    """What intake mended, by sentence."""
    by_sentence: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record in records:
        for repair in record.repairs:
            by_sentence[repair].append((record, ""))
    if by_sentence:
        groups = sorted(by_sentence.items(), key=lambda group: -len(group[1]))
        yield _grouped(_Group("", sentence, tuple(who)) for sentence, who in groups)


def _grouped(groups: Iterable[_Group]) -> Markup:
    """Groups by their size, with the names folded away."""
    rows = []
    for group in groups:
        who = [element("li", link_to(record), *([": ", theirs(text)] if text else [])) for record, text in group.who]
        names = element("ul", *who, class_=None if any(text for _record, text in group.who) else "names")
        kind_of_group = [element("div", group.kind, class_="soft")] if group.kind else []
        shown = names if len(who) <= 3 else folded(_("Who"), names)
        what = [*kind_of_group, element("div", theirs(group.sentence)), shown]
        rows.append([element("td", str(len(group.who)), class_="count"), element("td", *what)])
    return table_of([element("th", _("Students"), scope="col", class_="number"), _("What")], rows)


def _groups(course: ClassInfo, records: Sequence[Record], check: str) -> list[_Group]:
    """Known mistakes first, then properties, then what gave no answer to judge; the most frequent of each first."""
    told = Told.by(course.assignment, course.variant, check)
    causes: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    properties: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    others: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record in records:
        for result in record.results:
            if result.check != check or result.status in ("passed", "refused", *UNKNOWN):
                continue  # nothing went wrong, or a person is told already
            for name in result.causes:
                causes[told.mistakes.get(name, name)].append((record, ""))
            for outcome in result.outcomes:
                if outcome.status == "failed":
                    properties[told.properties.get(outcome.name, outcome.name)].append((record, outcome.sentence))
            stopped = _stopped_by(result)
            if stopped is not None:
                others[stopped[0]].append((record, stopped[1]))
    return [
        _Group(kind_of_group, sentence, tuple(who))
        for kind_of_group, groups in (
            (_("Known mistake"), causes),
            (_("Does not hold"), properties),
            (_("No answer to judge"), others),
        )
        for sentence, who in sorted(groups.items(), key=lambda group: -len(group[1]))
    ]


def _stopped_by(result: Result) -> tuple[str, str] | None:
    """What kept a check from judging an answer: in a word, and in the sentence that the student read."""
    for outcome in result.outcomes:
        if outcome.status not in ("passed", "failed", "not tested"):
            return status_label(outcome.status, 0), outcome.sentence
    if result.outcomes:
        return None
    sentence = last_line(result)
    return (sentence, "") if result.status == "failed" else (status_label(result.status, 0), sentence)
