"""What a student and an instructor read after grading: pages of plain HTML that run nothing and fetch nothing.

A page is put together from elements, and everything in an element that is no element itself is escaped: what a student
wrote can only ever be read.
"""

import dataclasses
import datetime
import html
import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from course_lib import files
from course_lib.grading.checks import checks_of
from course_lib.grading.judging.check import Check, Result
from course_lib.grading.notebooks import Release, Variant, kind
from course_lib.grading.record import ClassInfo, Record
from course_lib.grading.reports.notebook import plain
from course_lib.language import _, translations

_UNKNOWN = ("needs a person", "machinery")
"""What has no points yet: neither 0 nor anything else."""


# ------------------------------------------------------------------------------------------------------------ elements
class Html(str):
    """Text that is HTML already; every other text is escaped when it gets into an element."""

    __slots__ = ()


def element(name: str, *children: object, **attributes: object) -> Html:
    """An element of HTML. ``class_`` is the attribute class; an attribute that is None is left out.

    >>> element("p", "1 < 2 ", element("b", "yes"), class_="soft")
    '<p class="soft">1 &lt; 2 <b>yes</b></p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{given}>{_join(children)}</{name}>")


def _join(children: Iterable[object]) -> Html:
    return Html("".join(child if isinstance(child, Html) else _escape(child) for child in children))


def _escape(value: object) -> str:
    text = str(value)
    return html.escape(text if text.isprintable() else plain(text))


def _theirs(text: str) -> Html:
    """A piece of text by a student, whatever its direction of writing, within a sentence of ours."""
    return element("bdi", text)


def _page(title: str, *content: Html, wide: bool = False) -> str:
    head = [
        Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        # twice sure: what is escaped runs nothing, and what would run may not
        Html("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"),
        Html('<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'),
        element("title", title),
        Html(f"<style>{_style()}</style>"),
    ]
    body = element("body", element("main", *content, class_="wide" if wide else None))
    language = translations().info().get("language", "en")
    return f"<!doctype html>\n{element('html', element('head', *head), body, lang=language)}\n"


@cache
def _style() -> str:
    return Path(__file__).with_name("report.css").read_text("utf-8")


def _table(head: Sequence[object], rows: Iterable[Sequence[Html]], *parts: Html, caption: str | None = None) -> Html:
    """A table whose cells are elements; texts of the head become headers of columns."""
    columns = [cell if isinstance(cell, Html) else element("th", cell, scope="col") for cell in head]
    body = _join(element("tr", *row) for row in rows)
    title = [] if caption is None else [element("caption", caption)]
    return element("table", *title, element("thead", element("tr", *columns)), element("tbody", body), *parts)


def _folded(summary: str, *content: Html) -> Html:
    return element("details", element("summary", summary), *content)


def _section(title: str, *content: Html) -> Html:
    return _join([element("h2", title), *content]) if content else Html()


# -------------------------------------------------------------------------------------------------------------- points
def _number(points: float) -> str:
    return f"{points:g}"


def _of(points: float, maximum: float) -> str:
    return _("{points:g} of {maximum:g}").format(points=points, maximum=maximum)


def _points(result: Result) -> str:
    """The points of a check in words; what is not known yet is no number."""
    if result.status in _UNKNOWN:
        return _("not known, of {maximum:g}").format(maximum=result.maximum)
    return _of(result.points, result.maximum)


def _known(record: Record) -> tuple[float, float]:
    """The points that are known, and how many there were to earn where they are."""
    known = [result for result in record.results if result.status not in _UNKNOWN]
    return sum(result.points for result in known), sum(result.maximum for result in known)


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
            return _("a person looks")
        case "not run":
            return _("no answer")
        case "machinery":
            return _("grading failed")
        case "not tested":
            return _("not tested")
    return _("partly right") if points else _("not right")


def _colour(status: str, points: float) -> str:
    match status:
        case "passed":
            return "passed"
        case "needs a person" | "machinery" | "refused":
            return "waiting"
        case "not tested" | "not run":
            return "none"
    return "partly" if points else "failed"


def _status(status: str, points: float) -> Html:
    return element("span", status_label(status, points), class_=f"status {_colour(status, points)}")


# -------------------------------------------------------------------------------------------------------- the exercise
@dataclass(frozen=True)
class _Parts:
    """What an exercise is called and what its parts are called, as its notebook says."""

    title: str
    names: Mapping[str, str]
    """Of checks and written answers, by their names; a part without a heading has none."""
    tasks: Mapping[str, float]
    """The points of the written answers."""


def _parts(exercise: Release) -> _Parts:
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
    return _Parts(title, names, tasks)


@cache
def _checks(slug: str, variant: Variant | None) -> dict[str, Check]:
    return {check.name: check for check in checks_of(slug, variant)}


@dataclass(frozen=True)
class _Told:
    """What a check's properties and known mistakes say, by their names."""

    properties: Mapping[str, str]
    mistakes: Mapping[str, str]

    @classmethod
    def by(cls, slug: str, variant: Variant | None, check: str) -> "_Told":
        found = _checks(slug, variant).get(check)
        if found is None:
            return cls({}, {})
        return cls(
            {held.name: held.sentence for held in found.properties},
            {mistake.name: mistake.sentence for mistake in found.mistakes},
        )


# ---------------------------------------------------------------------------------------------------- for one student
def student(
    record: Record, exercise: Release, *, variant: Variant | None = None, handed_in: datetime.datetime | None = None
) -> str:
    """The page of one submission, for its student. No seed, no inputs, and nothing of what was expected."""
    parts = _parts(exercise)
    return _page(
        _("{title}: {student}").format(title=parts.title, student=record.student),
        element("h1", parts.title),
        element("p", _theirs(record.student), class_="student"),
        _summary(record, handed_in),
        _intake(record),
        _section(_("The checks"), _overview(record, parts), *_each_check(record, parts, exercise.slug, variant)),
        _section(_("Cells that stopped"), *_stopped(record)),
        _section(_("Written answers"), *_written(record, parts)),
        element(
            "footer",
            _(
                "Marks that a person gives or changes are not on this page, which says what the checks found. If you "
                "think that a check is wrong, show this page to your instructor."
            ),
        ),
    )


def _summary(record: Record, handed_in: datetime.datetime | None) -> Html:
    points, maximum = _known(record)
    facts = []
    if handed_in is not None:
        moment = handed_in if handed_in.tzinfo is None else handed_in.astimezone(datetime.UTC)
        shown = _("{moment:%Y-%m-%d %H:%M} UTC").format(moment=moment)
        facts.append((_("Handed in"), element("time", shown, datetime=f"{moment:%Y-%m-%dT%H:%M}Z")))
    total = _("{points:g} of {maximum:g} points").format(points=points, maximum=maximum)
    facts.append((_("By the checks"), element("span", total, class_="total")))
    if maximum < record.maximum:
        open_points = _("{points:g} more points are not known yet: see the checks").format(
            points=record.maximum - maximum
        )
        facts.append((_("Open"), element("span", open_points)))
    return element("dl", *(_join([element("dt", name), element("dd", value)]) for name, value in facts), class_="facts")


def _intake(record: Record) -> Html:
    """What was mended in the file, or why it could not be read."""
    content = []
    if record.refusal is not None:
        words = _("This submission could not be read, so no check was run. A person looks at it.")
        content.append(
            element("div", element("p", words), element("p", _theirs(record.refusal)), role="note", class_="note bad")
        )
    if record.repairs:
        content.append(element("p", _("Your notebook was read and put in order before it was run:")))
        content.append(element("ul", *(element("li", _theirs(repair)) for repair in record.repairs)))
    return _section(_("What was handed in"), *content)


def _overview(record: Record, parts: _Parts) -> Html:
    points, maximum = _known(record)
    rows = [
        [
            element("th", _to_check(result.check, parts, record), scope="row"),
            element("td", _status(result.status, result.points)),
            element("td", _points(result), class_="number"),
        ]
        for result in record.results
    ]
    total = element("td", _of(points, maximum), class_="number")
    foot = [element("th", _("Together"), scope="row"), element("td"), total]
    head = [_("Part"), _("Result"), element("th", _("Points"), scope="col", class_="number")]
    return _table(head, rows, element("tfoot", element("tr", *foot)))


def _to_check(check: str, parts: _Parts, record: Record) -> Html:
    """The name of a part, leading to what is said of it below."""
    name = _name_of(check, parts)
    return element("a", name, href=f"#{check}") if record.refusal is None else element("span", name)


def _name_of(name: str, parts: _Parts) -> str:
    return parts.names.get(name) or name


def _each_check(record: Record, parts: _Parts, slug: str, variant: Variant | None) -> Iterator[Html]:
    if record.refusal is not None:  # there is one reason for all, and it stands above
        return
    for result in record.results:
        heading = [_name_of(result.check, parts), " ", element("code", result.check)]
        yield element("h3", *heading, id=result.check)
        yield element("p", _status(result.status, result.points), " ", _points(result))
        if result.outcomes:
            table = _properties(result, _Told.by(slug, variant, result.check))
            yield _folded(_("All of it holds"), table) if result.status == "passed" else table
            if result.status in _UNKNOWN:
                yield element("p", _theirs(result.message.rsplit("\n", 1)[-1]), class_="note")
        else:
            yield element("pre", result.message, dir="auto")


def _properties(result: Result, told: _Told) -> Html:
    """Each property, what was found where it does not hold, and the likely cause under the first of these."""
    found = "\n".join(outcome.sentence for outcome in result.outcomes)
    causes = [sentence for name in result.causes if (sentence := told.mistakes.get(name, name)) not in found]
    rows = []
    for outcome in result.outcomes:
        content = [element("div", told.properties.get(outcome.name, outcome.name))]
        if outcome.status not in ("passed", "not tested"):
            content.append(element("div", _theirs(outcome.sentence), class_="found"))
            words = _("Likely cause: {sentence}")
            content += [element("div", words.format(sentence=sentence), class_="cause") for sentence in causes]
            causes = []
        badge = _status(outcome.status, outcome.points)
        score = element("div", _of(outcome.points, outcome.maximum))
        rows.append([element("th", *content, scope="row"), element("td", badge, score, class_="result")])
    return _table([_("What must hold"), element("th", _("Result"), scope="col", class_="number")], rows)


def _stopped(record: Record) -> Iterator[Html]:
    stopped = [report for report in record.cells if report.status not in ("ok", "not run")]
    if stopped:
        yield element("p", _("These cells did not run to their end. The cells after them were run all the same."))
    for report in stopped:
        yield element("h3", element("code", report.name), " ", _status(report.status, 0))
        yield element("pre", report.error or _("(no message)"), dir="auto")


def _written(record: Record, parts: _Parts) -> Iterator[Html]:
    for name, points in parts.tasks.items():
        yield element("h3", _name_of(name, parts))
        if name in record.written:
            sentence = _("A person reads this, and gives up to {points:g} points.")
        else:
            sentence = _("Nothing was written here: 0 of {points:g} points.")
        yield element("p", sentence.format(points=points))


# -------------------------------------------------------------------------------------------------- for the instructor
def instructor(course: ClassInfo, records: Sequence[Record]) -> str:
    """The page of an assignment: what a person has to do, how the class did, who failed what and why."""
    parts = _parts(course.exercise)
    records = sorted(records, key=lambda record: record.student)
    spreads = _spreads(records)
    return _page(
        _("{title}: report for the instructor").format(title=parts.title),
        element("h1", parts.title),
        element("p", _("Report for the instructor"), class_="student"),
        _class(course, records),
        _section(_("Needs a person"), *_for_a_person(records, parts)),
        _section(_("Points"), *_plots(spreads, parts), _folded(_("The numbers of these pictures"), _counts(spreads))),
        _section(_("What went wrong"), *_wrong(course, records, parts)),
        _section(_("Answers that let torch do the work"), *_delegating(records, parts)),
        _section(_("All students"), _everybody(course, records, parts)),
        _section(_("What was put in order"), *_repaired(records)),
        _section(_("How it was graded"), *_conditions(course, records)),
        wide=True,
    )


def _link(record: Record, place: str = "") -> Html:
    """A student's name, leading to their page; relative, so that the folder may be anywhere."""
    address = quote(f"{record.student}/{record.assignment}.html", safe="/", errors="replace")
    return element("a", _theirs(record.student), href=f"./{address}{place}")


def _names(records: Iterable[Record]) -> Html:
    return element("ul", *(element("li", _link(record)) for record in records), class_="names")


def _class(course: ClassInfo, records: Sequence[Record]) -> Html:
    """The class in a few numbers."""
    totals = [record.points for record in records if _known(record)[1] == record.maximum]
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
    return element("dl", *(_join([element("dt", name), element("dd", value)]) for name, value in facts), class_="facts")


def _version(course: ClassInfo) -> str:
    if course.variant is None:
        return _("the public one, release {release}").format(release=course.exercise.release)
    return _("that of a class, release {release}").format(release=course.exercise.release)


# --- what a person has to do ---


def _for_a_person(records: Sequence[Record], parts: _Parts) -> Iterator[Html]:
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
            yield _table(head, ([element("th", _link(record), scope="row"), _why(texts)] for record, texts in reasons))
    for name in parts.tasks:
        readers = [record for record in records if name in record.written]
        if readers:
            nobody = False
            words = _("Written answer to read: {name} ({count})")
            yield element("h3", words.format(name=_name_of(name, parts), count=len(readers)))
            yield _folded(_("Who wrote one"), _names(readers))
    if nobody:
        yield element("p", _("Nothing waits for a person."))


def _why(texts: Sequence[str]) -> Html:
    return element("td", *(element("div", _theirs(text)) for text in texts))


def _reasons(record: Record, status: str) -> tuple[Record, list[str]]:
    """Each reason once, with the checks that it stopped."""
    by_reason: dict[str, list[str]] = {}
    for result in record.results:
        if result.status == status:
            by_reason.setdefault(_last_line(result), []).append(result.check)
    words = _("{checks}: {reason}")
    return record, [words.format(checks=", ".join(checks), reason=why) for why, checks in by_reason.items()]


def _last_line(result: Result) -> str:
    """Why there are no points: the last line of the message, or of the details where it was our fault."""
    text = result.details if result.status == "machinery" and result.details.strip() else result.message
    return text.strip().rsplit("\n", 1)[-1]


def _lower(record: Record) -> str:
    if record.held is None:
        return ""
    return _("{old:g} points stand; the checks of today give {new:g}").format(old=record.points, new=record.held)


# --- points ---


@dataclass(frozen=True)
class _Spread:
    """How many have how many points: ``counts[k]`` have at least k steps, and fewer than k + 1."""

    name: str
    maximum: float
    step: float
    counts: tuple[int, ...]
    unknown: int

    @classmethod
    def of(cls, name: str, maximum: float, points: Sequence[float], unknown: int) -> "_Spread":
        step = next((step for step in (0.25, 0.5, 1.0, 2.0, 5.0) if maximum / step <= 20), maximum / 20 or 1.0)
        counts = Counter(min(int(value / step + 1e-9), int(maximum / step)) for value in points)
        return cls(name, maximum, step, tuple(counts[k] for k in range(int(maximum / step) + 1)), unknown)

    def rows(self) -> list[tuple[str, int]]:
        """The points of each column that is not empty, in words, and how many have them."""
        labels = [_number(k * self.step) for k in range(len(self.counts))]
        if self.step > 0.25:
            upper = [_number(min((k + 1) * self.step - 0.25, self.maximum)) for k in range(len(self.counts))]
            words = _("{low} to {high}")
            labels = [
                low if low == high else words.format(low=low, high=high)
                for low, high in zip(labels, upper, strict=True)
            ]
        return [(label, count) for label, count in zip(labels, self.counts, strict=True) if count]


def _spreads(records: Sequence[Record]) -> list[_Spread]:
    """Of all points together, then of each check."""
    totals = [record.points for record in records if _known(record)[1] == record.maximum]
    maximum = max((record.maximum for record in records), default=0.0)
    spreads = [_Spread.of(_("All checks"), maximum, totals, len(records) - len(totals))]
    by_check: dict[str, list[Result]] = defaultdict(list)
    for result in itertools.chain.from_iterable(record.results for record in records):
        by_check[result.check].append(result)
    for check, results in by_check.items():
        known = [result.points for result in results if result.status not in _UNKNOWN]
        spreads.append(_Spread.of(check, results[0].maximum, known, len(results) - len(known)))
    return spreads


def _plots(spreads: Sequence[_Spread], parts: _Parts) -> Iterator[Html]:
    yield element("p", _("How many students have how many points, by the checks alone."))
    figures = []
    for spread in spreads:
        caption = [element("b", _name_of(spread.name, parts))]
        if spread.unknown:
            caption.append(element("span", " ", _("({count} not known yet)").format(count=spread.unknown)))
        figures.append(element("figure", _plot(spread), element("figcaption", *caption)))
    yield element("div", *figures, class_="plots")


def _plot(spread: _Spread) -> Html:
    """A column for each number of points, with how many students have it."""
    width, height, left, top, bottom = 320, 130, 6, 16, 18
    highest = max(spread.counts) or 1
    step = (width - 2 * left) / len(spread.counts)
    base = height - bottom
    drawn = []
    for k, count in enumerate(spread.counts):
        x, tall = left + k * step, (base - top) * count / highest
        if count:
            box = {"x": f"{x + step * 0.1:.1f}", "y": f"{base - tall:.1f}", "width": f"{step * 0.8:.1f}"}
            drawn.append(element("rect", **box, height=f"{tall:.1f}", class_="bar"))
            above = {"x": f"{x + step / 2:.1f}", "y": f"{base - tall - 4:.1f}"}
            drawn.append(element("text", str(count), **above, text_anchor="middle"))
    drawn.append(element("line", x1=left, y1=base, x2=width - left, y2=base, class_="axis"))
    for k, anchor in ((0, "middle"), (len(spread.counts) // 2, "middle"), (len(spread.counts) - 1, "middle")):
        at = {"x": f"{left + (k + 0.5) * step:.1f}", "y": height - 4}
        drawn.append(element("text", _number(k * spread.step), **at, text_anchor=anchor))
    words = _("{name}: {count} students. Points and how many have them: {rows}.")
    rows = ", ".join(f"{label}: {count}" for label, count in spread.rows())
    told = words.format(name=spread.name, count=sum(spread.counts), rows=rows or "–")
    return element("svg", *drawn, viewBox=f"0 0 {width} {height}", role="img", aria_label=told, class_="plot")


def _counts(spreads: Sequence[_Spread]) -> Html:
    rows = []
    for spread in spreads:
        for number, (label, count) in enumerate(spread.rows()):
            name = spread.name if number == 0 else ""
            rows.append(
                [
                    element("th", name, scope="row") if name else element("td"),
                    element("td", label, class_="number"),
                    element("td", str(count), class_="number"),
                ]
            )
    head = [_("Check"), *(element("th", name, scope="col", class_="number") for name in (_("Points"), _("Students")))]
    return _table(head, rows)


# --- who failed what, and why ---


@dataclass(frozen=True)
class _Group:
    """Students of whom the same is to be said, with what each of them was told, where that differs."""

    kind: str
    sentence: str
    who: tuple[tuple[Record, str], ...]


def _wrong(course: ClassInfo, records: Sequence[Record], parts: _Parts) -> Iterator[Html]:
    nothing = True
    for check in _checks(course.assignment, course.variant):
        groups = _groups(course, records, check)
        if groups:
            nothing = False
            yield element("h3", _name_of(check, parts), " ", element("code", check))
            yield _grouped(groups)
    if nothing:
        yield element("p", _("Nothing: every check that was run has all its points."))


def _grouped(groups: Iterable[_Group]) -> Html:
    """Groups by their size, with the names folded away."""
    rows = []
    for group in groups:
        who = [element("li", _link(record), *([": ", _theirs(text)] if text else [])) for record, text in group.who]
        names = element("ul", *who, class_=None if any(text for _record, text in group.who) else "names")
        kind_of_group = [element("div", group.kind, class_="soft")] if group.kind else []
        shown = names if len(who) <= 3 else _folded(_("Who"), names)
        what = [*kind_of_group, element("div", _theirs(group.sentence)), shown]
        rows.append([element("td", str(len(group.who)), class_="count"), element("td", *what)])
    return _table([element("th", _("Students"), scope="col", class_="number"), _("What")], rows)


def _groups(course: ClassInfo, records: Sequence[Record], check: str) -> list[_Group]:
    """Known mistakes first, then properties, then what gave no answer to judge; the most frequent of each first."""
    told = _Told.by(course.assignment, course.variant, check)
    causes: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    properties: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    others: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record in records:
        for result in record.results:
            if result.check != check or result.status in ("passed", "refused", *_UNKNOWN):
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
    sentence = _last_line(result)
    return (sentence, "") if result.status == "failed" else (status_label(result.status, 0), sentence)


def _delegating(records: Sequence[Record], parts: _Parts) -> Iterator[Html]:
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
            element("th", _link(record, f"#{result.check}"), scope="row"),
            element("td", _name_of(result.check, parts)),
            element("td", *_separated(element("code", name) for name in result.delegated)),
            element("td", _points(result), class_="number"),
        ]
        for record, result in found
    )
    head = [_("Student"), _("Part"), _("Uses"), element("th", _("Points"), scope="col", class_="number")]
    yield _region(_("Answers that let torch do the work"), _table(head, rows))


def _separated(items: Iterable[Html]) -> Iterator[Html]:
    for number, item in enumerate(items):
        yield _join([", " if number else "", item])


# --- everybody ---


def _region(name: str, table: Html) -> Html:
    """A table that scrolls on its own, by keyboard too."""
    return element("div", table, class_="scroll", role="region", aria_label=name, tabindex=0)


def _everybody(course: ClassInfo, records: Sequence[Record], parts: _Parts) -> Html:
    checks = list(_checks(course.assignment, course.variant))
    head = [_("Student"), element("th", _("All"), scope="col", class_="number")]
    head += [element("th", check, scope="col", class_="number") for check in checks]
    head += [_name_of(name, parts) for name in parts.tasks]
    return _region(_("All students"), _table(head, (_row(record, checks, parts) for record in records)))


def _row(record: Record, checks: Sequence[str], parts: _Parts) -> list[Html]:
    results = {result.check: result for result in record.results}
    points, maximum = _known(record)
    total = _number(points) if maximum == record.maximum else _("{points:g} + ?").format(points=points)
    row = [element("th", _link(record), scope="row"), element("td", total, class_="number")]
    row += [_cell(results.get(check)) for check in checks]
    row += [element("td", _("to read") if name in record.written else "0") for name in parts.tasks]
    return row


def _cell(result: Result | None) -> Html:
    """The points of a check; a word beside them where they do not say all."""
    if result is None:
        return element("td", "–", class_="number")
    shown = "?" if result.status in _UNKNOWN else _number(result.points)
    if result.status not in ("passed", "failed"):
        shown = _("{points} {status}").format(points=shown, status=status_label(result.status, result.points))
    colour = _colour(result.status, result.points)
    return element("td", element("span", shown, class_=f"status {colour}"), class_="number")


def _repaired(records: Sequence[Record]) -> Iterator[Html]:
    """What intake mended, by sentence."""
    by_sentence: dict[str, list[tuple[Record, str]]] = defaultdict(list)
    for record in records:
        for repair in record.repairs:
            by_sentence[repair].append((record, ""))
    if by_sentence:
        groups = sorted(by_sentence.items(), key=lambda group: -len(group[1]))
        yield _grouped(_Group("", sentence, tuple(who)) for sentence, who in groups)


# --- how it was graded ---


def _conditions(course: ClassInfo, records: Sequence[Record]) -> Iterator[Html]:
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
            element("th", _link(record), scope="row"),
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
    table = _region(_("Each submission"), _table(head, rows))
    yield _folded(_("Seed, tier and time of each submission"), table)


def _limits(limits: Mapping[str, float]) -> str:
    return ", ".join(f"{name} = {value:g}" for name, value in limits.items())


# ------------------------------------------------------------------------------------------------------- to the folder
def write(course: ClassInfo, records: Sequence[Record], folder: Path) -> list[Path]:
    """Write all pages into a folder; returns their paths. A page that is right stays."""
    pages = {
        folder / record.student / f"{record.assignment}.html": student(
            record, course.exercise, variant=course.variant, handed_in=course.handed_in.get(record.student)
        )
        for record in records
    }
    pages[folder / f"{course.assignment}.html"] = instructor(course, records)
    for file, text in pages.items():
        if not file.is_file() or file.read_text("utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            files.replace(file, text)
    return list(pages)
