"""Comparisons: one value or two for each row, in the colours of all plots."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from course_lib.figures.style import BLUE, GRID, LINE, MARK, TEXT
from course_lib.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["dumbbells", "ranked_bars"]


def ranked_bars(ax: "Axes", values: Mapping[str, float], *, marked: Collection[str] = ()) -> "Axes":
    """One bar for each name, the shortest on top, with its value at its end; those that are `marked` stand out.

    Raises:
        ValueError: there is no value, or a value has no bar.
    """
    if not values:
        raise ValueError(_("There is no value to draw; wanted at least one name with its value."))
    names = sorted(values, key=lambda name: values[name])
    for row, name in enumerate(names):
        value = values[name]
        if not 0 <= value < float("inf"):
            raise ValueError(
                _("{name} has the value {value}; wanted numbers from 0 up.").format(name=name, value=value)
            )
        weight = "bold" if name in marked else "normal"
        ax.barh(row, value, height=0.62, color=MARK if name in marked else LINE, zorder=2)
        ax.annotate(
            f"{value:.2f}", (value, row), xytext=(4, 0), textcoords="offset points", va="center", color=TEXT,
            weight=weight, size=9,
        )  # fmt: skip
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    return ax


def dumbbells(ax: "Axes", rows: Mapping[str, tuple[float, float]], names: tuple[str, str]) -> "Axes":
    """One row for each name, from the top, and in it two values in per cent, joined by a line.

    The first value is a full dot, the second a ring; `names` says what they are, above the rows.

    Raises:
        ValueError: there is no row, or a value is not between 0 and 100.
    """
    if not rows:
        raise ValueError(_("There is no row to draw; wanted at least one name with its two values."))
    for name, pair in rows.items():
        for value in pair:
            if not 0 <= value <= 100:
                sentence = _("{name} has the value {value}; wanted per cents from 0 to 100.")
                raise ValueError(sentence.format(name=name, value=value))
    heights = range(len(rows))
    first, second = zip(*rows.values(), strict=True)
    ax.hlines(heights, first, second, color=LINE, lw=2, zorder=1)
    ax.plot(second, heights, "o", color=BLUE, ms=9, mfc="none", mew=2, zorder=3, clip_on=False, label=names[1])
    ax.plot(first, heights, "o", color=MARK, ms=7, zorder=2, clip_on=False, label=names[0])
    ax.set_xlim(0, 100)
    ax.set_yticks(heights, list(rows))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0, pad=9)  # a dot may lie on the axis
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="both", color=GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False, reverse=True, borderaxespad=0.2)
    return ax
