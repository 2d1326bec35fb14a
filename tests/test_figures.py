"""Figures and drawings of the book, and the claims that the page of the chapter `lstm` checks in its text."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from torch import Tensor

from course_lib import figures
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


def test_importing_figures_loads_no_matplotlib() -> None:
    code = "import course_lib.figures, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --------------------------------------------------------------------------------------------------------- drawings
@pytest.mark.parametrize("name", sorted(figures.DRAWINGS))
def test_drawings_are_fresh(name: str, tmp_path: Path) -> None:
    figures.write_drawings(tmp_path)
    committed = REPOSITORY / "book" / "_static" / "drawings" / name
    assert (tmp_path / name).read_bytes() == committed.read_bytes(), "run: python -m course_lib.figures " + str(
        committed.parent.relative_to(REPOSITORY)
    )


@pytest.mark.parametrize("draw", figures.DRAWINGS.values(), ids=figures.DRAWINGS)
def test_drawings_follow_the_page(draw: Callable[[], str]) -> None:
    """Well formed, in the colours of the page, without words (they could not be translated) and without ids."""
    svg = draw()
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "width" not in root.attrib  # as wide as the page allows
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours <= {"none", "currentColor", figures._ACCENT, figures._PAPER}
    texts = {"".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert texts == {"f", "i", "o", "g", "tanh", "ct−1", "ct", "ht−1", "ht", "xt"}
    assert " id=" not in svg


def test_the_cell_is_drawn_inside_its_frame() -> None:
    root = ET.fromstring(figures.lstm_cell())
    _x, _y, width, height = map(float, root.attrib["viewBox"].split())
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        for x, y in re.findall(r"[ML] ?(-?[\d.]+) (-?[\d.]+)", path.attrib["d"]):
            assert 0 <= float(x) <= width
            assert 0 <= float(y) <= height


# ------------------------------------------------------------------------------------------- the claims of the page
def cells_of_page() -> list[str]:
    found = re.findall(r"^```\{code-cell\}\n(?:---\n.*?^---\n)?(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(found) >= 5
    return found


def test_every_check_of_the_page_says_true() -> None:
    """The cells as they stand in the page: what each ends with is what a reader sees below it."""
    mpl.use("agg")
    names: dict[str, object] = {}
    said = []
    for cell in cells_of_page():
        *lines, last = re.split(r"\n(?=\S)", cell.rstrip())
        exec("\n".join(lines), names)
        if last.endswith(";"):  # a figure
            exec(last, names)
        else:
            said.append(eval(last, names))
    assert said
    assert all(value is True or value == (True, True) for value in said), said


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
