"""Bars and dumbbells of comparisons show every value that they are given."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib.figures import comparisons


def axes() -> Axes:
    return Figure(layout="constrained").subplots()


def test_bars_are_ranked_and_say_their_values() -> None:
    ax = axes()
    values = {"xz": 1.98, "LSTM": 1.654, "gzip": 2.7}
    assert comparisons.ranked_bars(ax, values, marked=["LSTM"]) is ax
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["LSTM", "xz", "gzip"]
    bars = [bar for bar in ax.patches if isinstance(bar, Rectangle)]
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(0, 1.654), (0, 1.98), (0, 2.7)]
    assert [text.get_text() for text in ax.texts] == ["1.65", "1.98", "2.70"]
    assert [text.get_fontweight() for text in ax.texts] == ["bold", "normal", "normal"]
    colours = [bar.get_facecolor() for bar in ax.patches]
    assert colours[0] != colours[1] == colours[2]
    bottom, top = ax.get_ylim()
    assert bottom > top  # the shortest is the highest


def test_bars_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="There is no value to draw"):
        comparisons.ranked_bars(axes(), {})
    for value in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=rf"xz has the value {value}; wanted numbers from 0 up"):
            comparisons.ranked_bars(axes(), {"LSTM": 1.0, "xz": value})


def test_dumbbells_join_both_values_of_a_row() -> None:
    ax = axes()
    rows = {"brackets": (93.8, 96.6), "names": (20.9, 75.1)}
    assert comparisons.dumbbells(ax, rows, ("the network", "real files")) is ax
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(rows)
    dots = {line.get_label(): np.asarray(line.get_xdata()).tolist() for line in ax.lines}
    assert dots == {"the network": [93.8, 20.9], "real files": [96.6, 75.1]}
    (joined,) = ax.collections
    assert [tuple(np.asarray(path.vertices)[:, 0]) for path in joined.get_paths()] == list(rows.values())
    assert {line.get_markerfacecolor() == "none" for line in ax.lines} == {True, False}  # not by colour alone
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["the network", "real files"]


def test_dumbbells_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="There is no row to draw"):
        comparisons.dumbbells(axes(), {}, ("a", "b"))
    for value in (-0.5, 100.5, float("nan")):
        with pytest.raises(ValueError, match=rf"names has the value {value}; wanted per cents from 0 to 100"):
            comparisons.dumbbells(axes(), {"names": (50, value)}, ("a", "b"))
