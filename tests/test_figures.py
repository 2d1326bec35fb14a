"""Figures and drawings of the book, and the claims that the page of the chapter `lstm` checks in its text."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from torch import Tensor

from course_lib import figures
from course_lib.figures import bold, style, table
from course_lib.figures.drawings import shapes
from course_lib.lstm import LSTM, GRUCell, lstm_step
from course_lib.recurrent import rnn_step
from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "book" / "lstm.md").read_text("utf-8")


# ------------------------------------------------------------------------------------------------------------ plots
def test_memory_kept_is_the_gradient_along_the_belt() -> None:
    torch.manual_seed(0)
    f, written = torch.rand(6, 3, dtype=torch.float64), torch.randn(6, 3, dtype=torch.float64)
    c = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    cells: list[Tensor] = []
    for f_t, w_t in zip(f, written, strict=True):
        cells.append(f_t * (cells[-1] if cells else c) + w_t)
    gradients = torch.stack(torch.autograd.grad(cells[-1].sum(), cells))

    ax = figures.memory_kept(Figure().subplots(), f.numpy(), "abcdef", marked=1)
    drawn = {int(text.get_text()): text for text in ax.texts}
    assert sorted(drawn) == [1, 2, 3]  # units are counted from 1
    lines = {tuple(np.asarray(line.get_ydata())): line for line in ax.lines}
    for unit in range(3):
        (found,) = [line for values, line in lines.items() if np.allclose(values, gradients[:, unit])]
        assert (found.get_linewidth() > 2) == (unit == 1)
        assert (drawn[unit + 1].get_weight() == "bold") == (unit == 1)
    assert ax.get_yscale() == "log"
    assert [tick.get_text() for tick in ax.get_xticklabels()] == list("abcdef")


def test_labels_of_lines_that_meet_keep_a_distance() -> None:
    ax = figures.memory_kept(Figure().subplots(), np.full((4, 5), 0.9), "abcd", marked=0)
    heights = sorted(np.log10(text.get_position()[1]) for text in ax.texts)
    assert np.diff(heights).min() > 0.4


def test_memory_kept_wants_a_row_for_each_letter() -> None:
    with pytest.raises(ValueError, match=r"5 letters and 4 rows of gates"):
        figures.memory_kept(Figure().subplots(), np.ones((4, 2)), "abcde", marked=0)


def axes() -> Axes:
    return Figure(figsize=(5.8, 3.4), layout="constrained").subplots()


def drawn_texts(ax: Axes) -> list[Text]:
    """The texts on the axes, each where it really comes to stand."""
    ax.get_figure().draw_without_rendering()  # type: ignore[union-attr]
    return list(ax.texts)


def assert_apart(texts: list[Text]) -> None:
    boxes = [Text.get_window_extent(text) for text in texts]  # without the line that leads to it
    for i, box in enumerate(boxes):
        for j, other in enumerate(boxes[:i]):
            assert not box.overlaps(other), f"{texts[i].get_text()} meets {texts[j].get_text()}"


def test_gradient_curves_go_back_in_time() -> None:
    curves = {"falls": np.geomspace(1e-8, 1, 20), "rises": np.geomspace(1e4, 1, 20)}
    ax = axes()
    assert figures.gradient_curves(ax, curves, marked=["rises"]) is ax
    assert ax.get_yscale() == "log"
    for line, (name, curve), text in zip(ax.lines, curves.items(), sorted(ax.texts, key=Text.get_text), strict=True):
        assert np.array_equal(np.asarray(line.get_xdata()), np.arange(20))
        assert np.array_equal(np.asarray(line.get_ydata()), curve[::-1])
        assert text.get_text() == name
        assert text.xy == (19, curve[0])  # type: ignore[attr-defined]  # at the end of its line
        assert (line.get_linewidth() > 2) == (text.get_weight() == "bold") == (name == "rises")
        assert (line.get_color() == style.MARK) == (name == "rises")


def test_lines_that_are_not_marked_have_colours_of_their_own() -> None:
    curves = {name: np.geomspace(10.0**-power, 1, 5) for power, name in enumerate("abcd")}
    ax = figures.gradient_curves(axes(), curves, marked=["b"], colors={"c": style.RED})
    assert [line.get_color() for line in ax.lines] == [style.BLUE, style.MARK, style.RED, style.GREEN]
    assert {text.get_text(): text.get_color() for text in ax.texts} == {
        name: line.get_color() for name, line in zip(curves, ax.lines, strict=True)
    }
    kept = figures.memory_kept(axes(), np.linspace(0.2, 0.9, 12).reshape(3, 4), "abc", marked=2)
    assert sorted(line.get_color() for line in kept.lines) == sorted(style.COLORS[:4])


def test_gradient_curves_stop_where_nothing_is_left_and_say_so() -> None:
    curves = {
        "nothing": [0, 0, 1e-20, 1e-10, 1],
        "too little": [1e-300, 1e-40, 1e-20, 1e-10, 1],
        "too much": [np.nan, np.inf, 1e20, 1e10, 1],
        "comes back": [1, 1, 1e-31, 1e-10, 1],
        "within": [1e-30, 1e-30, 1e-20, 1e-10, 1],
    }
    ax = figures.gradient_curves(axes(), {name: np.array(curve) for name, curve in curves.items()})
    lines = [np.asarray(line.get_ydata()).tolist() for line in ax.lines if line.get_marker() == "None"]
    small = [1, 1e-10, 1e-20]
    assert lines == [small, small, [1, 1e10, 1e20], [1, 1e-10], [*small, 1e-30, 1e-30]]
    ends = [(line.get_marker(), *line.get_xydata()[0].tolist()) for line in ax.lines if line.get_marker() != "None"]
    assert ends == [("v", 2, 1e-20), ("v", 2, 1e-20), ("^", 2, 1e20), ("v", 1, 1e-10)]
    low, high = ax.get_ylim()
    assert 1e-36 < low < high < 1e26
    assert_apart(drawn_texts(ax))
    ticks = ax.get_yticks()
    assert 1 in ticks
    assert 4 <= len(ticks) <= 10
    assert ax.get_ylim() == (low, high)


@pytest.mark.parametrize(("value", "place", "marker"), [(0.0, 1e-30, "v"), (1e-200, 1e-30, "v"), (np.inf, 1e30, "^")])
def test_a_gradient_of_which_nothing_can_be_shown_is_marked(value: float, place: float, marker: str) -> None:
    ax = figures.gradient_curves(axes(), {"all": np.full(5, value), "other": np.ones(5)})
    line, triangle, _other = ax.lines
    assert line.get_xydata().tolist() == triangle.get_xydata().tolist() == [[0, place]]
    assert triangle.get_marker() == marker
    assert_apart(drawn_texts(ax))


@pytest.mark.parametrize("seed", range(6))
def test_names_of_gradient_curves_keep_a_distance(seed: int) -> None:
    """Lines that end together, at nearly the same height, or early and side by side."""
    generator = np.random.default_rng(seed)
    rates = np.concatenate([generator.uniform(-0.02, 0.02, 4), generator.uniform(-1.2, 1.2, 4), [0, 0]])
    curves = {f"network {k}": 10.0 ** (rate * np.arange(200))[::-1] for k, rate in enumerate(rates)}
    ax = figures.gradient_curves(axes(), curves, marked=["network 4"])
    ax.set_xlabel("steps back")
    ax.set_ylabel("norm")
    assert_apart(drawn_texts(ax))
    assert sorted(text.get_text() for text in ax.texts) == sorted(curves)


def test_gradient_curves_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"There is no curve to draw"):
        figures.gradient_curves(axes(), {})
    with pytest.raises(ValueError, match=r"no curve c to mark; there are: a, b\."):
        figures.gradient_curves(axes(), {"a": np.ones(3), "b": np.ones(3)}, marked=["a", "c"])
    with pytest.raises(ValueError, match=r"The curve a has no value; wanted a norm"):
        figures.gradient_curves(axes(), {"a": np.ones(0)})
    for value in (-0.5, np.nan):
        with pytest.raises(ValueError, match=rf"The curve a has the value {value}; wanted norms"):
            figures.gradient_curves(axes(), {"a": np.array([1, value, 1])})


def test_gate_traces_are_the_gates() -> None:
    gates = np.random.default_rng(0).uniform(size=(6, 3))
    ax = axes()
    assert figures.gate_traces(ax, gates, "je sui", units=["f, 1", "f, 2", "i, 1"]) is ax
    (image,) = ax.images
    assert np.array_equal(np.asarray(image.get_array()), gates.T)
    assert image.get_clim() == (0, 1)
    assert [tick.get_text() for tick in ax.get_xticklabels()] == list("je␣sui")
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["f, 1", "f, 2", "i, 1"]
    assert ax.get_ylim() == (2.5, -0.5)  # the first unit on top
    _ax, bar = ax.get_figure().axes  # type: ignore[union-attr]
    assert [tick.get_text() for tick in bar.get_yticklabels()] == ["0.0", "0.5", "1.0"]


def test_gate_traces_are_readable_without_colour() -> None:
    (image,) = figures.gate_traces(axes(), np.ones((2, 1)), "ab", units=["1"]).images
    grey = image.to_rgba(np.linspace(0, 1, 30))[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(grey) < 0).all()
    assert grey[0] > 0.95
    assert grey[-1] < 0.2


def test_letters_of_a_long_sentence_do_not_meet() -> None:
    ax = figures.gate_traces(axes(), np.ones((60, 2)), "m" * 60, units=["1", "2"])
    drawn_texts(ax)
    assert_apart(ax.get_xticklabels())


def test_gate_traces_name_what_is_wrong() -> None:
    gates = np.full((4, 2), 0.5)
    with pytest.raises(ValueError, match=r"5 letters and 4 rows of gates"):
        figures.gate_traces(axes(), gates, "abcde", units=["1", "2"])
    with pytest.raises(ValueError, match=r"3 names and 2 columns of gates"):
        figures.gate_traces(axes(), gates, "abcd", units=["1", "2", "3"])
    for value in (1.5, -0.25, np.nan):
        gates[1, 1] = value
        with pytest.raises(ValueError, match=rf"A gate has the value {value}; wanted numbers from 0 \(shut\)"):
            figures.gate_traces(axes(), gates, "abcd", units=["1", "2"])


ROWS = {"LSTM": [3.0, 6.0, 3.0], "RNN": [90.0], "GRU": [7.0, 7.0]}


def test_rows_stand_in_the_given_order_with_a_dot_for_each_start() -> None:
    ax = axes()
    assert figures.share_bars(ax, ROWS) is ax
    assert [tick.get_text() for tick in ax.get_yticklabels()] == list(ROWS)
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first row is the highest
    dots = {round(np.mean(line.get_ydata())): line for line in ax.lines}
    assert sorted(dots) == ax.get_yticks().tolist() == [0, 1, 2]
    for row, values in enumerate(ROWS.values()):
        assert np.asarray(dots[row].get_xdata()).tolist() == values
        heights = np.asarray(dots[row].get_ydata())
        assert len(set(heights.tolist())) == len(values)  # equal values do not hide each other
        assert (abs(heights - row) < 0.3).all()
    many = figures.share_bars(axes(), {"many": [50.0] * 40})
    assert (abs(np.asarray(many.lines[0].get_ydata())) < 0.3).all()


def test_share_bars_end_at_the_means() -> None:
    ax = figures.share_bars(axes(), ROWS)
    assert ax.get_xscale() == "linear"
    assert ax.get_xlim() == (0, 100)
    assert [(bar.get_x(), bar.get_width()) for bar in ax.patches] == [(0, 4), (0, 90), (0, 7)]


def test_rows_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"There is no row to draw"):
        figures.share_bars(axes(), {})
    with pytest.raises(ValueError, match=r"RNN has no value; wanted one for each seed"):
        figures.share_bars(axes(), {"LSTM": [1.0], "RNN": []})
    for value in (-0.5, 100.5, np.nan):
        with pytest.raises(ValueError, match=rf"RNN has the value {value}; "):
            figures.share_bars(axes(), {"LSTM": [1.0], "RNN": [2.0, value]})


def test_importing_figures_loads_no_matplotlib() -> None:
    code = "import course_lib.figures, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# -------------------------------------------------------------------------------------------------- learning curves
def test_a_learning_curve_is_one_line_for_each_seed_in_the_colour_of_its_group() -> None:
    groups = {"GRU": [[[100, 0.2], [200, 0.01]], [[100, 0.2], [200, 0.1], [300, 0.02]]], "RNN": [[[100, 0.3]]]}
    ax = figures.learning_curves(axes(), groups, baseline=("always 1", 1 / 6))
    first, second, third, dashed = ax.lines
    assert first.get_xydata().tolist() == groups["GRU"][0]
    assert second.get_xydata().tolist() == groups["GRU"][1]
    assert first.get_color() == second.get_color() == style.PURPLE
    assert third.get_color() == style.BLUE
    assert dashed.get_linestyle() == "--"
    assert dashed.get_ydata() == [1 / 6, 1 / 6]
    names = {text.get_text(): (text.xy, text.get_color()) for text in ax.texts}  # type: ignore[attr-defined]
    assert names["GRU"] == ((300, 0.02), style.PURPLE)  # at the line that goes on longest
    assert names["RNN"] == ((100, 0.3), style.BLUE)
    assert names["always 1"] == ((ax.get_xlim()[1], 1 / 6), style.TEXT)
    assert len(names) == 3
    assert_apart(drawn_texts(ax))
    assert not figures.learning_curves(axes(), groups, baseline=("always 1", 1 / 6), named=False).texts


def test_the_names_of_learning_curves_that_end_together_keep_a_distance() -> None:
    groups = {f"network {k}": [[[100, 0.16], [8000, 0.157 + k / 1e5]]] for k in range(5)}
    ax = figures.learning_curves(axes(), groups, baseline=("always 1", 0.158))
    assert_apart(drawn_texts(ax))


def test_learning_curves_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="There is no curve to draw"):
        figures.learning_curves(axes(), {})
    with pytest.raises(ValueError, match="GRU has no curve; wanted one for each seed"):
        figures.learning_curves(axes(), {"GRU": []})
    for curve, shape in (([1.0, 2.0], r"\(2,\)"), ([], r"\(0,\)"), ([[1, 2, 3]], r"\(1, 3\)")):
        with pytest.raises(ValueError, match=rf"A curve of GRU has the shape {shape}; wanted pairs"):
            figures.learning_curves(axes(), {"GRU": [curve]})


def test_the_table_of_a_sweep_marks_the_best_rate_of_each_network_and_length() -> None:
    def run(network: str, time: int, lr: float, error: float, solved: int | None = None) -> dict[str, object]:
        cost = 1 + error if solved is None else solved / 1000
        return {"network": network, "time": time, "lr": lr, "error": error, "solved": solved, "cost": cost}

    runs = [
        *(run("GRU", 100, 0.005, 0.0091, 800), run("GRU", 100, 0.001, 0.0052, 900)),
        *(run("RNN", 100, 0.001, 0.161), run("RNN", 50, 0.001, 0.1), run("RNN", 50, 0.005, 0.12)),
    ]
    made = figures.sweep_table(["network", "T"], runs, solved="{steps} steps")
    assert made.header == ("network", "T", "0.001", "0.005")
    assert made.rows == (
        ("RNN", "50", "0.100", "0.120"),
        ("GRU", "100", "900 steps", "800 steps"),
        ("RNN", "100", "0.161", "–"),
    )
    assert [[isinstance(cell, bold) for cell in row[2:]] for row in made.rows] == [
        *([True, False], [False, True], [True, False]),
    ]


# ------------------------------------------------------------------------------------------------------- their style
def test_the_style_is_that_of_every_plot_after_it() -> None:
    with mpl.rc_context():
        figures.use_style()
        figure = Figure()
        ax = figure.subplots()
        lines = [ax.plot([k, k + 1])[0] for k in range(5)]
        ax.set_ylabel("ylabel")
        first, second = BytesIO(), BytesIO()
        for file in (first, second):
            figure.savefig(file, format="svg", metadata={"Date": None})
    assert [line.get_color() for line in lines] == list(style.COLORS)
    svg = first.getvalue().decode()
    assert ">ylabel</text>" in svg  # letters, not outlines of letters
    assert first.getvalue() == second.getvalue()
    drawn = set(re.findall(r"#[0-9a-f]{6}(?=[;\"])", svg))
    assert drawn <= {*style.COLORS, style.LINE, style.TEXT}


# --------------------------------------------------------------------------------------------------------- drawings
SVG = "{http://www.w3.org/2000/svg}"
STEPS = ["0", "1", "2", "3"]
READ_AND_WRITTEN = [
    *(f"{letter}{t}" for letter in "hx" for t in "012"),
    *(f"{letter}{t}" for letter in "sy" for t in STEPS),
    *("SOS", "y0", "y1", "y2"),
]
LETTERS = {
    "recurrent-unrolled.svg": [
        "h",
        "xt",
        "=",
        *["U"] * 5,
        *["W"] * 5,
        *(f"h{t}" for t in STEPS),
        *(f"x{t}" for t in STEPS),
    ],
    "lstm-cell.svg": ["f", "i", "o", "g", "tanh", "ct−1", "ct", "ht−1", "ht", "xt"],
    "stacked-stack.svg": [*(f"h({k}){t}" for k in (1, 2, 3) for t in STEPS), *(f"x{t}" for t in STEPS)],
    "stacked-directions.svg": [
        *(f"h{t}" for t in STEPS),
        *(f"h{t}" for t in STEPS),
        *(f"h{t}" for t in STEPS),
        *(f"x{t}" for t in STEPS),
    ],
    "generative-training.svg": [f"{letter}{t}" for letter in "hyx" for t in STEPS],
    "generative-writing.svg": [f"{letter}{t}" for letter in "hx" for t in STEPS] + [f"x{t}" for t in "1234"],
    "seq2seq-training.svg": READ_AND_WRITTEN,
    "seq2seq-writing.svg": READ_AND_WRITTEN,
    "recurrent-gradient.svg": ["L", *["W"] * 3, *(f"{letter}{t}" for letter in "hx" for t in STEPS)],
    "lstm-gru.svg": ["n", "r", "u", "1−u", "ht−1", "ht−1", "ht", "xt"],
    "generative-batches.svg": [*(f"x{4 * k + end}" for k in range(9) for end in (0, 3)), "1", "2", "3"],
    "generative-choices.svg": ["τ", "= 1", "τ", "= 0.5", "k", "= 3", "p", "= 0.9"],
    "seq2seq-padding.svg": [
        *(f"x{t}" for length in (5, 3, 4) for t in range(length)),
        *"000",
        *["1"] * 12,
        *"000",
        *"xm",
    ],
    "seq2seq-shapes.svg": ["x"] * 9 + ["y"] * 9,
    "attention-four-steps.svg": [
        *(f"h{i}" for _step in range(4) for i in STEPS),
        *(f"s{t}" for step in ("−1", "0", "1", "2") for t in (step, {"−1": "0", "0": "1", "1": "2", "2": "3"}[step])),
        *(f"z{t}" for t in STEPS),
        *("SOS", "y0", "y1", "y2"),
    ],
    "attention-score-network.svg": ["q", "hi", "ei", "W1", "W2", "W3"],
    "attention-soft-and-hard.svg": [*(f"h{i}" for _side in range(2) for i in STEPS), "α", "α", "z", "z"],
    "attention-step.svg": [*(f"{letter}{t}" for letter in "hα" for t in STEPS), "zt", "st−1", "st", "yt−1"],
}


def texts_of(svg: str) -> list[tuple[str, float, float]]:
    """Each text with its place."""
    texts = ET.fromstring(svg).iter(f"{SVG}text")
    return [("".join(text.itertext()), float(text.attrib["x"]), float(text.attrib["y"])) for text in texts]


def tips_of(svg: str) -> Counter[str]:
    """Where the tips of the arrows point."""
    tips: Counter[str] = Counter()
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        if path.attrib.get("fill") == "currentColor":
            (x0, y0), (x, y), _third = [
                map(float, pair) for pair in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.attrib["d"])
            ]
            across, along = x - x0, y - y0
            tips["right" if across > 10 else "left" if across < -10 else "down" if along > 10 else "up"] += 1
    return tips


@pytest.mark.parametrize("name", sorted(figures.DRAWINGS))
def test_drawings_are_fresh(name: str) -> None:
    committed = REPOSITORY / "book" / "_static" / "drawings" / name
    assert committed.read_bytes() == figures.DRAWINGS[name]().encode(), (
        f"run: python -m course_lib.figures {committed.parent.relative_to(REPOSITORY)}"
    )


def test_the_command_writes_every_drawing(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "course_lib.figures", tmp_path], check=True)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        name: draw().encode() for name, draw in figures.DRAWINGS.items()
    }
    assert set(figures.DRAWINGS) == set(LETTERS)


@pytest.mark.parametrize("name", sorted(figures.DRAWINGS))
def test_drawings_follow_the_page(name: str) -> None:
    """Well formed, in the colours of the page, without words (they could not be translated) and without ids."""
    svg = figures.DRAWINGS[name]()
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert "width" not in root.attrib  # as wide as the page allows
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours <= {"none", "currentColor", shapes.ACCENT, shapes.PAPER}
    assert Counter(text for text, _x, _y in texts_of(svg)) == Counter(LETTERS[name])
    assert " id=" not in svg


@pytest.mark.parametrize("name", sorted(figures.DRAWINGS))
def test_drawings_stay_inside_their_frame(name: str) -> None:
    svg = figures.DRAWINGS[name]()
    root = ET.fromstring(svg)
    _x, _y, width, height = map(float, root.attrib["viewBox"].split())
    assert width <= 600  # letters of 26 are still as large as text on a telephone
    points = [
        (float(x), float(y))
        for path in root.iter(f"{SVG}path")
        for x, y in re.findall(r"[ML] ?(-?[\d.]+) (-?[\d.]+)", path.attrib["d"])
    ]
    for box in root.iter(f"{SVG}rect"):
        x, y, wide, high = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        points += [(x, y), (x + wide, y + high)]
    for _letters, x, y in texts_of(svg):
        points += [(x - 12, y - 20), (x + 12, y + 8)]
    for x, y in points:
        assert 0 <= x <= width
        assert 0 <= y <= height


def test_unrolled_the_same_weights_stand_at_each_step() -> None:
    svg = figures.DRAWINGS["recurrent-unrolled.svg"]()
    places = texts_of(svg)
    states = sorted(x for text, x, _y in places if re.fullmatch(r"h\d", text))
    for letter in "UW":
        *_, (_l, _x, y) = [place for place in places if place[0] == letter]
        unrolled = sorted(x for text, x, height in places if (text, height) == (letter, y) and x > 164)
        assert len({x - state for x, state in zip(unrolled, states, strict=True)}) == 1
    assert svg.count(f'<tspan fill="{shapes.ACCENT}">') == 10  # every U and W, and nothing else
    assert tips_of(svg) == {"right": 1 + 4, "up": 1 + 4}


def test_layers_grow_upwards_and_time_to_the_right() -> None:
    svg = figures.DRAWINGS["stacked-stack.svg"]()
    places = {text: (x, y) for text, x, y in texts_of(svg)}
    for t in range(4):
        heights = [places[f"x{t}"][1], *(places[f"h({k}){t}"][1] for k in (1, 2, 3))]
        assert heights == sorted(heights, reverse=True)
    for k in (1, 2, 3):
        times = [places[f"h({k}){t}"][0] for t in range(4)]
        assert times == sorted(times)
    assert tips_of(svg) == {"up": 3 * 4, "right": 3 * 3}


def test_two_directions_read_from_both_ends_and_meet_in_each_state() -> None:
    svg = figures.DRAWINGS["stacked-directions.svg"]()
    assert tips_of(svg) == {"right": 3, "left": 3, "up": 4 * 2 + 4}
    columns = {x for text, x, _y in texts_of(svg) if text.startswith("x")}
    (top,) = {y for _text, x, y in texts_of(svg) if x in columns and y < 100}
    assert sorted((text, x) for text, x, y in texts_of(svg) if y == top) == [
        (f"h{t}", x) for t, x in enumerate(sorted(columns))
    ]


# ------------------------------------------------------------------------------------------- the claims of the page
def cells_of_page() -> list[str]:
    found = re.findall(r"^```\{code-cell\}\n(?:---\n.*?^---\n|:tags:.*?\n)?(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(found) >= 5
    return found


def test_every_check_of_the_page_says_what_it_should() -> None:
    """The cells as they stand in the page: what each computes is in the table below it."""
    mpl.use("agg")
    names: dict[str, Any] = {}
    with mpl.rc_context():
        for cell in cells_of_page():
            exec(cell, names)
    assert names["changed"] == names["from_before"] == 0
    assert max(names["along"], names["from_torch"]) < 1e-12
    assert names["from_plain"] < 1e-6  # of 32-bit numbers
    assert 0.999999 < names["largest"] <= 1


def random_weights(gates: int, seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    shapes = ((gates * 5, 3), (gates * 5, 5), (gates * 5,))
    U, W, b = (torch.randn(shape, generator=generator, dtype=torch.float64) for shape in shapes)
    return U, W, b


def random_state() -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    x_t, h, c = (torch.randn(2, size, generator=generator, dtype=torch.float64) for size in (3, 5, 5))
    return x_t, h, c


def test_with_open_forget_and_shut_input_gate_the_cell_keeps_what_it_has() -> None:
    (x_t, h, c), (U, W, b) = random_state(), random_weights(4)
    b[:5], b[5:10] = -1000, 1000
    assert torch.equal(lstm_step(x_t, (h, c), U, W, b)[1], c)


def test_with_shut_forget_and_open_input_gate_the_cell_is_the_plain_network() -> None:
    (x_t, h, c), (U, W, b) = random_state(), random_weights(4)
    b[:5], b[5:10] = 1000, -1000
    torch.testing.assert_close(
        lstm_step(x_t, (h, c), U, W, b)[1], rnn_step(x_t, h, U[10:15], W[10:15], b[10:15]), rtol=1e-12, atol=1e-12
    )


def test_gru_between_the_plain_network_and_keeping() -> None:
    x_t, h, _c = random_state()
    torch.manual_seed(2)
    gru = GRUCell(3, 5).double()
    with torch.no_grad():
        gru.b[:5], gru.b[5:10] = 1000, -1000
        torch.testing.assert_close(gru(x_t, h), rnn_step(x_t, h, gru.U[10:], gru.W[10:], gru.b[10:]))
        gru.b[5:10] = 1000
        assert torch.equal(gru(x_t, h), h)


def test_a_gru_cannot_count_and_an_lstm_can() -> None:
    torch.manual_seed(3)
    gru, h = GRUCell(3, 5), torch.zeros(1, 5)
    with torch.no_grad():
        for parameter in gru.parameters():
            parameter.mul_(100)
        for _t in range(300):
            h = gru(10 * torch.randn(1, 3), h)
            assert h.abs().max() <= 1 + 1e-6
    U, W, b = (torch.zeros(shape, dtype=torch.float64) for shape in ((4, 3), (4, 1), (4,)))
    b[:3] = 1000  # i = f = g = 1: one more at each step
    state = torch.zeros(2, 1, dtype=torch.float64), torch.zeros(2, 1, dtype=torch.float64)
    for _t in range(300):
        state = lstm_step(torch.randn(2, 3, dtype=torch.float64), state, U, W, b)
    assert torch.equal(state[1], torch.full((2, 1), 300.0, dtype=torch.float64))


def test_it_is_the_lstm_of_pytorch() -> None:
    torch.manual_seed(4)
    theirs, ours = torch.nn.LSTM(3, 5, batch_first=True).double(), LSTM(3, 5).double()
    weight_ih, weight_hh, bias_ih, bias_hh = theirs.parameters()
    with torch.no_grad():
        ours.U.copy_(weight_ih)
        ours.W.copy_(weight_hh)
        ours.b.copy_(bias_ih + bias_hh)
    x = torch.randn(2, 7, 3, dtype=torch.float64)
    h_theirs, h_ours = theirs(x)[0], ours(x)[0]
    h_theirs.pow(2).sum().backward()
    h_ours.pow(2).sum().backward()
    pairs = [
        (h_ours, h_theirs),
        (ours.U.grad, weight_ih.grad),
        (ours.W.grad, weight_hh.grad),
        (ours.b.grad, bias_ih.grad),
    ]
    for mine, other in pairs:
        torch.testing.assert_close(mine, other, rtol=1e-10, atol=1e-12)


def test_points_and_minutes_of_the_page_are_those_of_the_exercise() -> None:
    exercise = (REPOSITORY / "solutions" / "lstm.py").read_text("utf-8")
    wanted = dict(re.findall(r'^# %% check="(\w+)" points=(\d+)', exercise, re.MULTILINE))
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", PAGE, re.MULTILINE))
    assert rows == wanted
    (written,) = re.findall(r"^\| On the forget gate \|.*\| (\d+) \|$", PAGE, re.MULTILINE)
    assert re.search(rf'task="forget_gate" points={written}$', exercise, re.MULTILINE)
    assert sum(map(int, rows.values())) + int(written) == 20
    assert "20 points" in PAGE
    for text in (PAGE, exercise):
        assert re.search(r"[Aa]bout 90 minutes", text)


# ---------------------------------------------------------------------------------------------------------- tables
def test_a_table_shows_every_cell_as_text() -> None:
    made = ET.fromstring(table(["model", "bits"], [["a < b", 1.5], ["LSTM", "2 %"]])._repr_html_())
    assert [[cell.text for cell in row] for row in made.iter("tr")] == [
        ["model", "bits"],
        ["a < b", "1.5"],
        ["LSTM", "2 %"],
    ]


def test_a_bold_cell_is_strong() -> None:
    made = ET.fromstring(table(["model", "bits"], [["LSTM", bold("< 2")], ["GRU", "3"]])._repr_html_())
    assert [cell.text for cell in made.iter("strong")] == ["< 2"]


def test_a_table_wants_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match=r"The row LSTM has 1 cells; wanted one for each of the 2 columns\."):
        table(["model", "bits"], [["LSTM"]])
