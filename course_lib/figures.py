"""Figures of the book: plots take arrays and draw on given axes, drawings are SVG for the page itself.

Nothing here knows a model, and importing it draws nothing. `python -m course_lib.figures FOLDER` writes the drawings.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from jaxtyping import Float

from course_lib.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["memory_kept", "lstm_cell"]

MARK = "#6a2c83"  # the book's mauve: the line that a plot speaks of


# ------------------------------------------------------------------------------------------------------------ plots
def memory_kept(ax: "Axes", gates: Float[np.ndarray, "time hidden"], letters: Sequence[str], marked: int) -> "Axes":
    """The part of the memory after each letter that is left at the end: the product of the later forget gates.

    `gates` are the forget gates at each letter. One line for each unit, on a logarithmic scale, with its number at the
    left end; the unit `marked` (counted from 0) is bold. The same product is the gradient along the direct path.

    Raises:
        ValueError: there are not as many letters as rows of gates.
    """
    if len(letters) != len(gates):
        sentence = _("There are {letters} letters and {steps} rows of gates; wanted one row for each letter.")
        raise ValueError(sentence.format(letters=len(letters), steps=len(gates)))
    later = np.vstack([gates[1:], np.ones_like(gates[:1])])
    kept = np.cumprod(later[::-1], axis=0)[::-1]
    steps = np.arange(len(letters))
    height = np.inf  # of the last label, in powers of ten: labels keep a distance
    for unit in np.argsort(-kept[0]):
        bold = unit == marked
        ax.semilogy(steps, kept[:, unit], color=MARK if bold else "#8d8794", lw=2.6 if bold else 1, zorder=2 + bold)
        height = min(height - 0.45, np.log10(kept[0, unit]))
        ax.text(
            -0.25, 10**height, str(unit + 1), ha="right", va="center",
            color=MARK if bold else "#5d5666", weight="bold" if bold else "normal",
        )  # fmt: skip
    ax.set_xticks(steps, [letter.replace(" ", "␣") for letter in letters])
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="y", color="#dddddd", linewidth=0.6)
    return ax


# --------------------------------------------------------------------------------------------------------- drawings
def lstm_cell() -> str:
    """The LSTM cell as a drawing: the memory cell is a conveyor, the gates are valves. It holds letters, no words."""
    belt, out, bus = 80, 285, 335
    shapes = [
        # the conveyor, and the hidden state that leaves
        _line((78, belt), (478, belt), belt=True),
        _tip(478, belt),
        _line((415, belt), (415, out), (480, out)),
        _tip(480, out),
        # what is computed from the input and the last hidden state
        _line((78, bus), (350, bus)),
        *(_line((x, bus), (x, y), (valve, y), control=True) for x, valve, y in _CONTROLS),
        _line((290, bus), (290, belt)),
        # where they meet
        _box(290, 252, 46, "g"),
        _box(415, 148, 74, "tanh"),
        _plus(290, belt),
        _valve(165, belt, "level"),
        _valve(290, 168, "upright"),
        _valve(415, 222, "upright"),
        _letter(165, 46, "f"),
        _letter(322, 176, "i"),
        _letter(447, 230, "o"),
        _letter(38, belt + 8, "c", "t−1"),
        _letter(518, belt + 8, "c", "t"),
        _letter(518, out + 8, "h", "t"),
        _letter(38, bus - 12, "h", "t−1"),
        _letter(38, bus + 22, "x", "t"),
    ]
    return '<svg viewBox="0 0 556 372" xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(shapes) + "\n</svg>\n"


_CONTROLS = ((165, 165, 80), (238, 290, 168), (350, 415, 222))  # of f, i, o: from the bus at x up to the valve at y
_ACCENT = "var(--drawing-accent, currentColor)"
_PAPER = "var(--pst-color-background, #fff)"


def _line(*points: tuple[int, int], belt: bool = False, control: bool = False) -> str:
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
    if belt:
        return f'<path d="{path}" fill="none" stroke="{_ACCENT}" stroke-opacity=".35" stroke-width="16"/>'
    dashes = ' stroke-dasharray="5 4"' if control else ""
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"{dashes}/>'


def _tip(x: int, y: int) -> str:
    return f'<path d="M{x - 4:g} {y - 9:g} L{x + 12:g} {y:g} L{x - 4:g} {y + 9:g} Z" fill="currentColor"/>'


def _valve(x: int, y: int, pipe: Literal["level", "upright"]) -> str:
    corners = [(-20, -13), (-20, 13), (20, -13), (20, 13)]  # two triangles that meet in the middle
    if pipe == "upright":
        corners = [(dy, dx) for dx, dy in corners]
    path = "M" + " L".join(f"{x + dx:g} {y + dy:g}" for dx, dy in corners) + " Z"
    return f'<path d="{path}" fill="{_PAPER}" stroke="{_ACCENT}" stroke-width="2.6" stroke-linejoin="round"/>'


def _plus(x: int, y: int) -> str:
    circle = f'<circle cx="{x:g}" cy="{y:g}" r="16" fill="{_PAPER}" stroke="currentColor" stroke-width="2"/>'
    return circle + f'<path d="M{x - 8:g} {y:g}h16M{x:g} {y - 8:g}v16" stroke="currentColor" stroke-width="2"/>'


def _box(x: int, y: int, width: int, text: str) -> str:
    box = f'<rect x="{x - width / 2:g}" y="{y - 19:g}" width="{width:g}" height="38" rx="8" fill="{_PAPER}"'
    return f'{box} stroke="currentColor" stroke-width="2"/>' + _letter(x, y + 8, text, upright=len(text) > 1)


def _letter(x: int, y: int, letter: str, index: str = "", *, upright: bool = False) -> str:
    style = "" if upright else ' font-style="italic"'
    below = f'<tspan dy="7" font-size="17">{index}</tspan>' if index else ""
    place = f'x="{x:g}" y="{y:g}" text-anchor="middle" fill="currentColor" font-size="26"'
    return f"<text {place}{style}>{letter}{below}</text>"


DRAWINGS = {"lstm-cell.svg": lstm_cell}


def write_drawings(folder: Path) -> None:
    """Write every drawing into the folder, `book/_static/drawings` in this repository."""
    for name, draw in DRAWINGS.items():
        (folder / name).write_text(draw(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_drawings(Path(sys.argv[1]))
