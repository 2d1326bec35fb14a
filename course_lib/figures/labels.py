"""The names of lines, written at their ends instead of in a legend."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from course_lib.figures.style import LINE, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 9.0


def name_ends(
    ax: "Axes", ends: Mapping[str, tuple[float, float]], colors: Mapping[str, str], *, bold: Collection[str] = ()
) -> None:
    """Write each name to the right of its end; one that would meet another moves up, and a thin line leads to it.

    Scales and limits of the axes have to be set before.
    """
    places = ax.transData.transform(list(ends.values())) * 72 / ax.figure.dpi  # in points, as the size
    taken: list[tuple[float, float, float]] = []  # left, right and top of every name that stands
    for (name, end), (x, y) in sorted(zip(ends.items(), places, strict=True), key=lambda place: place[1][1]):
        right = x + 0.65 * SIZE * len(name)
        rise = max([0.0, *(top - y for left, other, top in taken if left < right and x < other)])
        taken.append((x, right, y + rise + 1.35 * SIZE))
        leader = {"arrowstyle": "-", "color": LINE, "lw": 0.6, "shrinkA": 0, "shrinkB": 0, "relpos": (0, 0.5)}
        ax.annotate(
            name, end, xytext=(9, rise), textcoords="offset points", va="center", size=SIZE, color=colors[name],
            weight="bold" if name in bold else "normal", arrowprops=leader if rise else None, annotation_clip=False,
            zorder=4, bbox={"facecolor": PAPER, "alpha": 0.85, "linewidth": 0, "pad": 0.5},  # readable on other lines
        )  # fmt: skip
