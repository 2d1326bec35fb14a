"""How many students have how many points: pictures, and the numbers in them."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from course_lib.grading.judging.check import Result
from course_lib.grading.record import Record
from course_lib.grading.reports.html import element, table_of
from course_lib.grading.reports.words import UNKNOWN, Parts, digits, known_points, name_of
from course_lib.language import _


@dataclass(frozen=True)
class Spread:
    """How many have how many points: ``counts[k]`` have at least k steps, and fewer than k + 1."""

    name: str
    maximum: float
    step: float
    counts: tuple[int, ...]
    unknown: int

    @classmethod
    def of(cls, name: str, maximum: float, points: Sequence[float], unknown: int) -> "Spread":
        step = next((step for step in (0.25, 0.5, 1.0, 2.0, 5.0) if maximum / step <= 20), maximum / 20 or 1.0)
        counts = Counter(min(int(value / step + 1e-9), int(maximum / step)) for value in points)
        return cls(name, maximum, step, tuple(counts[k] for k in range(int(maximum / step) + 1)), unknown)

    def rows(self) -> list[tuple[str, int]]:
        """The points of each column that is not empty, in words, and how many have them."""
        labels = [digits(k * self.step) for k in range(len(self.counts))]
        if self.step > 0.25:
            upper = [digits(min((k + 1) * self.step - 0.25, self.maximum)) for k in range(len(self.counts))]
            words = _("{low} to {high}")
            labels = [
                low if low == high else words.format(low=low, high=high)
                for low, high in zip(labels, upper, strict=True)
            ]
        return [(label, count) for label, count in zip(labels, self.counts, strict=True) if count]


def spreads_of(records: Sequence[Record]) -> list[Spread]:
    """Of all points together, then of each check."""
    totals = [record.points for record in records if known_points(record)[1] == record.maximum]
    maximum = max((record.maximum for record in records), default=0.0)
    spreads = [Spread.of(_("All checks"), maximum, totals, len(records) - len(totals))]
    by_check: dict[str, list[Result]] = defaultdict(list)
    for result in itertools.chain.from_iterable(record.results for record in records):
        by_check[result.check].append(result)
    for check, results in by_check.items():
        known = [result.points for result in results if result.status not in UNKNOWN]
        spreads.append(Spread.of(check, results[0].maximum, known, len(results) - len(known)))
    return spreads


def plots(spreads: Sequence[Spread], parts: Parts) -> Iterator[Markup]:
    yield element("p", _("The number of students by their points, from the checks alone."))
    figures = []
    for spread in spreads:
        caption = [element("b", name_of(spread.name, parts))]
        if spread.unknown:
            caption.append(element("span", " ", _("({count} not known yet)").format(count=spread.unknown)))
        figures.append(element("figure", _plot(spread), element("figcaption", *caption)))
    yield element("div", *figures, class_="plots")


def _plot(spread: Spread) -> Markup:
    """A column for each number of points, as high as the number of students who have it."""
    width, height, left, right, top, bottom = 320, 176, 30, 8, 30, 36
    base, step = height - bottom, (width - left - right) / len(spread.counts)
    every, highest = _scale_of(max(spread.counts))
    drawn = [element("text", _("students"), x=0, y=10)]
    for number in range(0, highest + 1, every):
        y = base - (base - top) * number / highest
        drawn.append(element("line", x1=left, y1=f"{y:.1f}", x2=width - right, y2=f"{y:.1f}", class_="grid"))
        drawn.append(element("text", str(number), x=left - 5, y=f"{y + 4:.1f}", text_anchor="end"))
    for k, count in enumerate(spread.counts):
        if count:
            x, tall = left + k * step, (base - top) * count / highest
            box = {"x": f"{x + step * 0.1:.1f}", "y": f"{base - tall:.1f}", "width": f"{step * 0.8:.1f}"}
            drawn.append(element("rect", **box, height=f"{tall:.1f}", class_="bar"))
            above = {"x": f"{x + step / 2:.1f}", "y": f"{base - tall - 4:.1f}"}
            drawn.append(element("text", str(count), **above, text_anchor="middle", class_="count"))
    drawn.append(element("line", x1=left, y1=base, x2=width - right, y2=base, class_="axis"))
    for k in _labelled(len(spread.counts)):
        at = {"x": f"{left + (k + 0.5) * step:.1f}", "y": base + 14}
        drawn.append(element("text", digits(k * spread.step), **at, text_anchor="middle"))
    drawn.append(element("text", _("points"), x=width - right, y=height - 4, text_anchor="end"))
    words = _("{name}: {count} students. Points and how many have them: {rows}.")
    rows = ", ".join(f"{label}: {count}" for label, count in spread.rows())
    told = words.format(name=spread.name, count=sum(spread.counts), rows=rows or "–")
    return element("svg", *drawn, viewBox=f"0 0 {width} {height}", role="img", aria_label=told, class_="plot")


def _scale_of(most: int) -> tuple[int, int]:
    """Round steps of an axis that reaches at least so far, and its end.

    >>> _scale_of(3), _scale_of(178)
    ((1, 3), (50, 200))
    """
    every = next(unit * ten for ten in (1, 10, 100, 1000, 10**6) for unit in (1, 2, 5) if 4 * unit * ten >= most)
    return every, every * max(1, -(-most // every))


def _labelled(columns: int) -> range:
    """The columns that have a label: at most seven at equal distances, the first and the last among them if possible.

    >>> list(_labelled(17)), list(_labelled(19))
    ([0, 4, 8, 12, 16], [0, 3, 6, 9, 12, 15, 18])
    """
    last = columns - 1
    most = max(1, -(-last // 6))
    every = next((step for step in range(most, 2 * most + 1) if last % step == 0), most)
    return range(0, columns, every)


def numbers_in(spreads: Sequence[Spread]) -> Markup:
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
    return table_of(head, rows)
