"""Learning curves, and the table of the learning rates that were tried before."""

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np

from course_lib.figures.labels import name_ends
from course_lib.figures.style import COLORS, GRID, TEXT
from course_lib.figures.tables import Table, bold, table
from course_lib.language import _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Curve = Sequence[Sequence[float]]
"""Pairs of a step of training and the score after it."""


def learning_curves(
    ax: "Axes",
    groups: Mapping[str, Sequence[Curve]],
    *,
    baseline: tuple[str, float] | None = None,
    named: bool = True,
) -> "Axes":
    """The score over the steps of training: one line for each seed, in the colour of its group, named at its end.

    The name is at the line that goes on longest. A dashed line with its name is at the value of the `baseline`. Set a
    logarithmic scale and limits before, for the names keep a distance on the axes as they are. Of several panels with
    the same groups it is enough that one is `named`.

    Raises:
        ValueError: there is no group, a group has no curve, or a curve is not made of pairs.
    """
    if not groups:
        raise ValueError(_("There is no curve to draw; wanted at least one name with its curves."))
    ends, colors = {}, dict(zip(groups, cycle(COLORS), strict=False))
    for name, curves in groups.items():
        lines = [_line(name, curve) for curve in curves]
        if not lines:
            raise ValueError(_("{name} has no curve; wanted one for each seed.").format(name=name))
        for steps, scores in lines:
            ax.plot(steps, scores, color=colors[name], lw=1.4, zorder=2)
        steps, scores = max(lines, key=lambda line: line[0][-1])
        ends[name] = float(steps[-1]), float(scores[-1])
    if baseline is not None:
        name, value = baseline
        ax.axhline(value, color=TEXT, lw=1, ls="--", zorder=1)
        ends[name], colors[name] = (ax.get_xlim()[1], value), TEXT
    if named:
        name_ends(ax, ends, colors)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    return ax


def _line(name: str, curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    points = np.asarray(curve, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        sentence = _("A curve of {name} has the shape {shape}; wanted pairs of a step and a score.")
        raise ValueError(sentence.format(name=name, shape=tuple(points.shape)))
    return points[:, 0], points[:, 1]


def sweep_table(header: Sequence[str], runs: Sequence[Mapping[str, Any]], solved: str) -> Table:
    """What each network reached at each learning rate; the best cell of a row is bold.

    A run names its `network`, the `time` steps of its task, its `lr`, and its best `error`; where it has `solved` its
    task, the cell is the step at which it had, written with the words of `solved` (“{steps} steps”). The best has the
    least `cost`. The header names the columns of the network and of the length; the rates follow.
    """
    tried: dict[tuple[str, int], dict[float, Mapping[str, Any]]] = {}
    for run in sorted(runs, key=lambda run: run["time"]):
        tried.setdefault((run["network"], run["time"]), {})[run["lr"]] = run
    rates = sorted({run["lr"] for run in runs})
    rows = []
    for (network, time), by_rate in tried.items():
        best = min(by_rate.values(), key=lambda run: run["cost"])
        rows.append([network, time, *(_cell(by_rate.get(rate), best, solved) for rate in rates)])
    return table([*header, *(f"{rate:g}" for rate in rates)], rows)


def _cell(run: Mapping[str, Any] | None, best: Mapping[str, Any], solved: str) -> str:
    if run is None:  # it diverged
        return "–"
    text = f"{run['error']:.3f}" if run["solved"] is None else solved.format(steps=run["solved"])
    return bold(text) if run is best else text
