"""The parts that a person reads show a result: what stands in their tables is what was measured."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from course_lib import checkpoints
from course_lib.grading import notebooks
from course_lib.grading.notebooks import kind
from course_lib.lstm import LSTMCell, lstm_unroll
from course_lib.see_it_learn.seq2seq import see_it_learn
from course_lib.stacked import bidirectional_unroll, reverse_padded, stacked_unroll
from tests import bank

BACK = (0, 10, 20, 50, 100)
"""Steps back in time, the columns of the tables."""


def question(slug: str) -> str:
    """The text of the part of an exercise that a person reads, as students get it."""
    [cell] = [cell for cell in notebooks.build(slug).student.cells if kind(cell) == "task"]
    return str(cell.source)


def rows(slug: str) -> dict[str, list[str]]:
    """The rows of the table in it, by their first cells, without the header."""
    table = [line.strip("| ").split(" | ") for line in question(slug).splitlines() if line.startswith("|")]
    return {name: cells for name, *cells in table[2:]}


def norms(card: str, curve: str) -> list[str]:
    """A curve of gradients, read at the steps back in time, as the tables write it."""
    gradients = checkpoints.card(card)["results"]["gradients"][curve]
    return [f"{gradients[-1 - back]:.2g}" for back in BACK]


def test_recurrent_shows_the_curves_of_the_book() -> None:
    names = ("radius 0.8", "orthogonal", "radius 1.5", "radius 3")
    assert rows("recurrent") == {name: norms("recurrent", name) for name in names}


def test_lstm_shows_the_curves_of_the_book() -> None:
    wanted = {f"bias {bias}": norms("lstm", f"c, bias {bias}") for bias in (0, 1, 3)}
    assert rows("lstm") == {**wanted, "plain": norms("recurrent", "orthogonal")}


def test_the_factors_that_lstm_asks_for_are_those_of_the_rubric() -> None:
    shown = {name: [float(cell) for cell in cells] for name, cells in rows("lstm").items()}
    factors = [(shown[f"bias {bias}"][3] / shown[f"bias {bias}"][1]) ** (1 / 40) for bias in (0, 1, 3)]
    assert [f"{factor:.2f}" for factor in factors] == ["0.63", "0.85", "1.00"]
    assert "about 0.63, 0.85 and 1.00 per step" in notebooks.source_text("lstm")


def test_stacked_shows_what_three_networks_see() -> None:
    torch.manual_seed(1)
    x, lengths, zeros = torch.randn(1, 8, 4), torch.tensor([5]), torch.zeros(1, 4)
    cells, states = [LSTMCell(4, 4), LSTMCell(4, 4)], [(zeros, zeros)] * 2
    for cell in cells:
        cell.U.data *= 2
        cell.W.data *= 2

    def both(reverse: Callable[..., Tensor]) -> Callable[[Tensor], Any]:
        return lambda x: bidirectional_unroll(lstm_unroll, reverse, cells, x, lengths, states)[0]

    networks: dict[str, Callable[[Tensor], Any]] = {
        "A": both(lambda x, _lengths: x.flip(1)),  # the mistake
        "B": lambda x: stacked_unroll(lstm_unroll, cells, x, lengths, states)[0],
        "C": both(reverse_padded),
    }
    for name, network in networks.items():
        jacobian = torch.autograd.functional.jacobian(lambda x, network=network: network(x)[0, 3], x)
        seen = jacobian[:, 0].norm(dim=(0, 2)).tolist()
        assert rows("stacked")[name] == [f"{norm:.2f}" if norm else "0" for norm in seen], name


def test_stacked_quotes_the_scores_of_the_book() -> None:
    records = {record["name"]: record["value"] for record in checkpoints.card("stacked")["records"]}
    names = ("forward", "two-layers", "both-directions")
    wanted = [f"{records[f'stacked/marks/{name}/f1']:.0f}" for name in names]
    assert re.findall(r"(\d+) %", question("stacked")) == wanted


@pytest.mark.thorough
@pytest.mark.parametrize("size", [48, 96])
def test_seq2seq_shows_what_two_networks_repeat(size: int) -> None:
    names = bank.solution("seq2seq")
    parts = "teacher_forcing", "masked_cross_entropy", "encode", "greedy_decode"
    made = see_it_learn(*(names[part] for part in parts), hidden_size=size).exact
    shown = [float(cell) for cell in rows("seq2seq")[f"size {size}"]]
    # other versions of torch round otherwise, and training makes more of it
    assert [100 * made[length] for length in range(2, 13)] == pytest.approx(shown, abs=15)
