"""What a check says of a wrong answer: which property fails, what is wrong, why, and what to do."""

from pathlib import Path
from typing import Any

import pytest
import torch

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, exercise, load
from course_lib.grading.intake import rebuild
from course_lib.grading.judging import submission
from course_lib.grading.judging.check import Failure, Quantity
from course_lib.grading.judging.properties import expect_equal
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import InProcess, Session
from course_lib.recurrent import rnn_unroll
from tests import classroom, messages

RIGHT = 26
"""Where the sentence of a property begins in its line, and what is wrong in the next one."""


def message_of(slug: str, name: str, answer: Any) -> str:
    return run_check(load(slug)[name], InProcess({name: answer})).message


def test_a_failed_line_says_which_property_then_what_is_wrong_then_why() -> None:
    def lstm_step(x_t: Any, state: Any, U: Any, W: Any, b: Any) -> Any:
        h, c = state
        i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=-1)
        c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
        return (torch.sigmoid(o) * torch.tanh(c)).squeeze(), c.squeeze()

    lines = message_of("lstm", "lstm_step", lstm_step).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("failed"))
    assert lines[at][RIGHT:] == "a batch of one row works"
    assert lines[at + 1].startswith(" " * RIGHT + "h_t must have shape (1, ")
    assert lines[at + 2][RIGHT:].startswith("likely cause: with a batch of one row")


def test_a_sentence_of_several_lines_stays_below_its_property() -> None:
    def lstm_step(*_arguments: Any) -> Any:
        raise ValueError("one\ntwo")

    lines = message_of("lstm", "lstm_step", lstm_step).splitlines()
    assert [line[RIGHT:] for line in lines[:3]] == ["c_t follows eq:lstm-c", "your code raised ValueError: one", "two"]
    assert lines[3][RIGHT:].startswith("to see where it stops, call lstm_step yourself")
    assert "What is not tested waits until the failures above are fixed." in lines


def test_gradients_wait_for_the_values_of_their_own_case() -> None:
    """Padding that is not zeroed is told of once: what gradients differ by follows from it."""

    def masked_softmax(scores: Any, mask: Any) -> Any:
        return torch.softmax(scores, dim=-1)

    lines = message_of("attention", "masked_softmax", masked_softmax).splitlines()
    [padded] = [line for line in lines if line.endswith("weights are right for padded rows")]
    [gradients] = [line for line in lines if "gradients arrive at the scores" in line]
    assert padded.startswith("failed")
    assert gradients.startswith("not tested")
    assert not any("the values are right, but" in line for line in lines)


def test_a_gradient_that_is_missing_is_told_at_once() -> None:
    def rnn_unroll_(step: Any, x: Any, h: Any, lengths: Any) -> Any:
        every_h, last_h = rnn_unroll(step, x, h, lengths)
        return every_h.detach(), last_h.detach()

    assert "no gradient arrives at" in message_of("recurrent", "rnn_unroll", rnn_unroll_)


@pytest.mark.parametrize("equation", ["", "lstm-c"])
def test_a_single_number_has_no_index(equation: str) -> None:
    one = torch.tensor(1.0)
    with pytest.raises(Failure) as told:
        expect_equal(Quantity("loss", equation), one, one + 2)
    assert "()" not in told.value.sentence
    assert told.value.sentence.endswith("by 2")
    with pytest.raises(Failure, match=r"first at index \(1,\), by at most 2"):
        expect_equal(Quantity("loss", equation), torch.zeros(2), torch.tensor([0.0, 2.0]))


BROKEN = {
    "lstm_step": ("def lstm_step(x_t, b:\n    return b", "SyntaxError in line 1, “def lstm_step(x_t, b:”"),
    "lstm_unroll": ("def lstm_unroll(x):\nreturn x", "IndentationError in line 2, “return x”"),
    "LSTM": ("from torch import lstm_celll\nclass LSTM: ...", "ImportError in the line “from torch import lstm_celll”"),
    "coupled_peephole_step": ("@fast\ndef coupled_peephole_step(): ...", "NameError in the line “@fast”"),
}


def test_a_cell_that_does_not_run_says_so_at_its_check(tmp_path: Path) -> None:
    [blank] = [case for case in classroom.cases() if case.student == "blank"]
    notebook = classroom.notebook(blank)
    for cell in notebook.cells:
        cell.source = BROKEN.get(cell.id, [cell.source])[0]
    file = tmp_path / "lstm.ipynb"
    file.write_text(notebooks.to_json(notebook), "utf-8")
    taken = rebuild.from_file(file, notebooks.released("lstm"))
    with Session(exercise("lstm").library) as session:
        results = submission.run(taken.notebook, checks_of("lstm"), session).results
    told = {result.check: result for result in results if result.check in BROKEN}
    assert set(told) == set(BROKEN)
    for name, (_source, words) in BROKEN.items():
        assert (told[name].status, told[name].points) == ("crashed", 0)
        assert told[name].message.startswith(f"{name} is not defined, because its cell stopped: ")
        assert words in told[name].message


def test_the_page_for_students_shows_what_checks_say() -> None:
    examples = messages.EXAMPLE.findall(messages.PAGE.read_text("utf-8"))
    assert len(examples) == 5
    for source, _between, shown in examples:
        assert messages.told_of(source) == shown, "python -m tests.messages writes them anew"
