"""Plots: arrays in, matplotlib axes out. What the axes measure is written on them by the caller."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from course_lib.figures.labels import name_ends
from course_lib.figures.style import COLORS, GRID, LINE, MARK, PALE, PAPER, TEXT
from course_lib.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Rows = Mapping[str, Sequence[float | int]]
"""A name for each row, and its values, one for each seed."""
LEAST, MOST = 1e-30, 1e30  # norms beyond are not drawn: nobody learns from an axis of 300 powers of ten


# -------------------------------------------------------------------------------------------------------- gradients
def gradient_curves(
    ax: "Axes",
    curves: Mapping[str, Float[np.ndarray, " time"]],
    *,
    marked: Sequence[str] = (),
    colors: Mapping[str, str] | None = None,
) -> "Axes":
    """Norms of gradients over the steps back in time, on a logarithmic scale, each line with its name at its end.

    A curve comes as it is computed, from the first state to the last; it is drawn from the last state (0 steps back).
    Lines that are `marked` are bold and purple, the others have the other colours in turn; where colours have a
    meaning, `colors` says which line has which. A line stops before its first value below 1e-30 or above 1e30, with a
    triangle that points to where it goes on.

    Raises:
        ValueError: there is no curve, or none of a marked name; a curve has no value, or one that is no norm.
    """
    if not curves:
        raise ValueError(_("There is no curve to draw; wanted at least one name with its norms."))
    missing = [name for name in marked if name not in curves]
    if missing:
        sentence = _("There is no curve {name} to mark; there are: {names}.")
        raise ValueError(sentence.format(name=missing[0], names=", ".join(curves)))
    color_of = _in_turn(curves, marked) | dict(colors or {})
    ends = {}
    for name, curve in curves.items():
        shown, beyond = _shown(name, curve[::-1])
        bold, color = name in marked, color_of[name]
        width = 2.6 if bold else 1.3
        ax.semilogy(np.arange(len(shown)), shown, color=color, lw=width, zorder=2 + bold)
        ends[name] = len(shown) - 1, float(shown[-1])
        if beyond is not None:
            ax.plot(*ends[name], "v" if beyond < 1 else "^", color=color, ms=5 + 2 * bold, zorder=2 + bold)
    ax.margins(x=0.02)
    low, high = np.log10(ax.get_ylim())
    step = next(step for step in (1, 2, 5, 10) if (high - low) / step < 10)
    ax.set_yticks(10.0 ** np.arange(-step * (-low // step), high, step))  # 1 is among them
    ax.minorticks_off()
    name_ends(ax, ends, color_of, bold=marked)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    return ax


def _in_turn(names: Iterable[str], marked: Sequence[str]) -> dict[str, str]:
    """The first colour for what is marked, the others in turn for the rest."""
    others = cycle(COLORS[1:])
    return {name: MARK if name in marked else next(others) for name in names}


def _shown(name: str, back: Float[np.ndarray, " time"]) -> tuple[Float[np.ndarray, " shown"], float | None]:
    """What is drawn of a curve, at least one value, and the first value that is beyond, where there is one."""
    if not len(back):
        raise ValueError(_("The curve {name} has no value; wanted a norm for each step.").format(name=name))
    beyond = np.flatnonzero(~((back >= LEAST) & (back <= MOST)))
    length = int(beyond[0]) if len(beyond) else len(back)
    wrong = [value for value in back[: length + 1] if not value >= 0]  # nan is no norm either
    if wrong:
        sentence = _("The curve {name} has the value {value}; wanted norms, which are never negative.")
        raise ValueError(sentence.format(name=name, value=wrong[0]))
    shown = np.clip(back[: max(length, 1)], LEAST, MOST)
    return shown, float(back[length]) if len(beyond) else None


# ------------------------------------------------------------------------------------------------------------ gates
def memory_kept(ax: "Axes", gates: Float[np.ndarray, "time hidden"], letters: Sequence[str], marked: int) -> "Axes":
    """The part of the memory after each letter that is left at the end: the product of the later forget gates.

    `gates` are the forget gates at each letter. One line for each unit, on a logarithmic scale, with its number at the
    left end; the unit `marked` (counted from 0) is bold. The same product is the gradient along the direct path.

    Raises:
        ValueError: there are not as many letters as rows of gates.
    """
    _check_letters(gates, letters)
    later = np.vstack([gates[1:], np.ones_like(gates[:1])])
    kept = np.cumprod(later[::-1], axis=0)[::-1]
    steps = np.arange(len(letters))
    height = np.inf  # of the last label, in powers of ten: labels keep a distance
    others = cycle(COLORS[1:])
    for unit in np.argsort(-kept[0]):
        bold = unit == marked
        color = MARK if bold else next(others)
        ax.semilogy(steps, kept[:, unit], color=color, lw=2.6 if bold else 1.2, zorder=2 + bold)
        height = min(height - 0.45, np.log10(kept[0, unit]))
        ax.text(
            -0.25, 10**height, str(unit + 1), ha="right", va="center",
            color=color, weight="bold" if bold else "normal",
        )  # fmt: skip
    ax.set_xticks(steps, _visible(letters))
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    return ax


def gate_traces(
    ax: "Axes", gates: Float[np.ndarray, "time hidden"], letters: Sequence[str], *, units: Sequence[str]
) -> "Axes":
    """Gates over a sentence: one row for each unit, one column for each letter, white for 0 and dark for 1.

    `units` are the names of the rows, from the top. The bar that explains the shades is drawn beside the axes.

    Raises:
        ValueError: there is not a letter for each row of gates or a name for each column, or a gate is not from 0 to 1.
    """
    _check_letters(gates, letters)
    if len(units) != gates.shape[1]:
        sentence = _("There are {names} names and {units} columns of gates; wanted one name for each unit.")
        raise ValueError(sentence.format(names=len(units), units=gates.shape[1]))
    outside = gates[~((gates >= 0) & (gates <= 1))]
    if len(outside):
        sentence = _("A gate has the value {value}; wanted numbers from 0 (shut) to 1 (open).")
        raise ValueError(sentence.format(value=outside[0]))
    # a scale that only ever gets darker stays readable where colours are lost
    image = ax.imshow(gates.T, cmap="Purples", vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    ax.hlines(np.arange(1, len(units)) - 0.5, -0.5, len(letters) - 0.5, color=PAPER, lw=3)
    width = ax.bbox.width / ax.figure.dpi * 72  # in points, as the size of letters
    ax.set_xticks(np.arange(len(letters)), _visible(letters), size=min(10, 0.9 * width / len(letters)))
    ax.set_yticks(np.arange(len(units)), units)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    bar = ax.figure.colorbar(image, ax=ax, ticks=[0, 0.5, 1], pad=0.02, aspect=14)
    bar.outline.set_color(LINE)
    return ax


def _check_letters(gates: Float[np.ndarray, "time hidden"], letters: Sequence[str]) -> None:
    if len(letters) != len(gates):
        sentence = _("There are {letters} letters and {steps} rows of gates; wanted one row for each letter.")
        raise ValueError(sentence.format(letters=len(letters), steps=len(gates)))


def _visible(letters: Sequence[str]) -> list[str]:
    return [letter.replace(" ", "␣") for letter in letters]


# --------------------------------------------------------------------------------------------- what several seeds gave
def dots_by_group(ax: "Axes", groups: Rows, *, reference: float | int | None = None) -> "Axes":
    """One row for each group, from the top, and in it one dot for each seed, on a logarithmic scale.

    A thin line stands at the value of `reference`. What it means is for the caller to write, for instance above it:
    `ax.text(reference, 1.02, "…", transform=ax.get_xaxis_transform(), ha="center")`.

    Raises:
        ValueError: there is no group, a group has no value, or a value has no place on the scale.
    """
    _check_rows(groups)
    for name, values in groups.items():
        for value in values:
            if not 0 < value < np.inf:
                sentence = _("{name} has the value {value}; a logarithmic scale wants numbers above 0.")
                raise ValueError(sentence.format(name=name, value=value))
    places = [value for values in groups.values() for value in values]
    if reference is not None:
        if not 0 < reference < np.inf:
            sentence = _("The reference is {value}; a logarithmic scale wants a number above 0.")
            raise ValueError(sentence.format(value=reference))
        ax.axvline(reference, color=TEXT, lw=1, zorder=1)
        places.append(reference)
    ax.set_xscale("log")
    exponents = np.floor(np.log10(places))
    ax.set_xlim(10.0 ** exponents.min(), 10.0 ** (exponents.max() + 1))
    ax.xaxis.set_minor_formatter("")  # whole powers of ten are enough
    return _dots(ax, groups)


def share_bars(ax: "Axes", rows: Rows) -> "Axes":
    """One row for each model, from the top: a dot for each seed and a bar up to their mean, in per cent.

    Raises:
        ValueError: there is no row, a row has no value, or a value is not between 0 and 100.
    """
    _check_rows(rows)
    for name, values in rows.items():
        for value in values:
            if not 0 <= value <= 100:
                sentence = _("{name} has the value {value}; wanted per cents from 0 to 100.")
                raise ValueError(sentence.format(name=name, value=value))
    means = [float(np.mean(values)) for values in rows.values()]
    ax.barh(np.arange(len(rows)), means, height=0.66, color=PALE, zorder=1)
    ax.vlines(means, np.arange(len(rows)) - 0.33, np.arange(len(rows)) + 0.33, color=MARK, lw=1.6, zorder=2)
    ax.set_xlim(0, 100)
    return _dots(ax, rows)


def _check_rows(rows: Rows) -> None:
    if not rows:
        raise ValueError(_("There is no row to draw; wanted at least one name with its values."))
    empty = [name for name, values in rows.items() if len(values) == 0]
    if empty:
        raise ValueError(_("{name} has no value; wanted one for each seed.").format(name=empty[0]))


def _dots(ax: "Axes", rows: Rows) -> "Axes":
    """One dot for each value; those of a row stand a little below each other, so that equal ones are seen."""
    for row, values in enumerate(rows.values()):
        heights = row + min(0.24, 0.08 * (len(values) - 1)) * np.linspace(-1, 1, len(values))
        ax.plot(values, heights, "o", color=MARK, ms=6, mec=PAPER, mew=0.7, zorder=3, clip_on=False)
    ax.set_yticks(np.arange(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0, pad=9)  # a dot may lie on the axis
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.set_axisbelow(True)
    return ax
