"""The plain recurrent cell against torch.nn, and the sentences that answer wrong arguments of any recurrent model."""

import copy

import pytest
import torch
from jaxtyping import config
from torch import Tensor, nn

from course_lib.recurrent import RNNCell, check_fits, check_parts, check_sequence, check_step, real_tokens, rnn_step

BATCH, INPUT, HIDDEN = 4, 3, 5


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


@pytest.fixture
def as_a_student(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the shape checks of the tests: what a student sees are our own sentences."""
    monkeypatch.setattr(config, "jaxtyping_disable", True)


def random(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, requires_grad=True)


def rnn_arguments() -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    return (
        random(BATCH, INPUT),
        random(BATCH, HIDDEN),
        random(HIDDEN, INPUT),
        random(HIDDEN, HIDDEN),
        random(HIDDEN),
    )


def test_rnn_step_equals_torch() -> None:
    x_t, h, U, W, b = arguments = rnn_arguments()
    theirs = nn.RNNCell(INPUT, HIDDEN).double()
    with torch.no_grad():
        theirs.weight_ih.copy_(U)
        theirs.weight_hh.copy_(W)
        theirs.bias_ih.copy_(b)
        theirs.bias_hh.zero_()
    ours, wanted = rnn_step(*arguments), theirs(x_t, h)
    torch.testing.assert_close(ours, wanted)
    weights = torch.randn_like(ours)
    our_gradients = torch.autograd.grad((ours * weights).sum(), arguments)
    their_gradients = torch.autograd.grad(
        (wanted * weights).sum(), (x_t, h, theirs.weight_ih, theirs.weight_hh, theirs.bias_ih)
    )
    torch.testing.assert_close(our_gradients, their_gradients)


def test_rnn_step_gradients_by_finite_differences() -> None:
    assert torch.autograd.gradcheck(rnn_step, rnn_arguments())
    assert torch.autograd.gradgradcheck(rnn_step, rnn_arguments())


def test_rnn_cell_is_rnn_step_with_parameters() -> None:
    cell = RNNCell(INPUT, HIDDEN)
    assert {name: tuple(p.shape) for name, p in cell.named_parameters()} == {
        "U": (HIDDEN, INPUT),
        "W": (HIDDEN, HIDDEN),
        "b": (HIDDEN,),
    }
    x_t, h = torch.randn(BATCH, INPUT), torch.randn(BATCH, HIDDEN)
    torch.testing.assert_close(cell(x_t, h), rnn_step(x_t, h, cell.U, cell.W, cell.b))


def test_parameters_are_drawn_uniformly() -> None:
    cell = RNNCell(40, 400)
    bound = 400**-0.5
    for weight in (cell.U, cell.W, cell.b):
        assert weight.abs().max() <= bound
        assert weight.abs().max() > 0.98 * bound
        assert abs(weight.mean()) < 0.1 * bound


def test_rnn_cell_runs_anywhere() -> None:
    with torch.device("meta"):
        on_meta = RNNCell(INPUT, HIDDEN)(torch.empty(BATCH, INPUT), torch.empty(BATCH, HIDDEN))
    assert on_meta.is_meta
    assert on_meta.shape == (BATCH, HIDDEN)
    cell = RNNCell(INPUT, HIDDEN).double()
    assert cell(random(BATCH, INPUT), random(BATCH, HIDDEN)).dtype == torch.float64


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_rnn_cell_runs_on_cuda() -> None:
    cell, x_t, h = RNNCell(INPUT, HIDDEN), torch.randn(BATCH, INPUT), torch.randn(BATCH, HIDDEN)
    on_cuda = copy.deepcopy(cell).cuda()(x_t.cuda(), h.cuda())
    torch.testing.assert_close(on_cuda.cpu(), cell(x_t, h))


def test_rnn_step_leaves_its_arguments_alone() -> None:
    arguments = [argument.detach() for argument in rnn_arguments()]
    before = copy.deepcopy(arguments)
    rnn_step(*arguments)
    torch.testing.assert_close(arguments, before, rtol=0, atol=0)


def test_real_tokens_counts_the_lengths() -> None:
    lengths = torch.tensor([1, 4, 2])
    mask = real_tokens(lengths, time=4)
    assert mask.dtype == torch.bool
    assert mask.tolist() == [[True, False, False, False], [True] * 4, [True, True, False, False]]
    assert real_tokens(lengths.int(), time=5).sum(1).tolist() == [1, 4, 2]


# One row for each way to be wrong: what replaces which argument, the kind of error, and what the sentence must tell.
WRONG_STEPS = [
    ({"x_t": torch.randn(BATCH, 2)}, ValueError, ["x_t", "(4, 2)", "(4, 3)", "batch, input"]),
    ({"x_t": torch.randn(INPUT)}, ValueError, ["x_t", "(3,)", "batch, input"]),
    ({"x_t": torch.randn(1, BATCH, INPUT)}, ValueError, ["x_t", "(1, 4, 3)", "batch, input"]),
    ({"x_t": torch.tensor(1.0)}, ValueError, ["x_t", "()", "(1, 3)"]),
    ({"x_t": torch.ones(BATCH, INPUT).long()}, TypeError, ["x_t", "torch.int64", "torch.float32", ".to("]),
    ({"x_t": torch.randn(BATCH, INPUT).double()}, TypeError, ["x_t", "torch.float64", "torch.float32"]),
    ({"x_t": torch.randn(BATCH, INPUT, device="meta")}, ValueError, ["x_t", "meta", "cpu", ".to('cpu')"]),
    ({"h": torch.randn(BATCH, 6)}, ValueError, ["h", "(4, 6)", "(4, 5)", "batch, hidden"]),
    ({"h": torch.randn(3, HIDDEN)}, ValueError, ["h", "(3, 5)", "(4, 5)"]),
    ({"h": torch.randn(BATCH, HIDDEN).double()}, TypeError, ["h", "torch.float64", "torch.float32"]),
    ({"h": torch.randn(BATCH, HIDDEN, device="meta")}, ValueError, ["h", "meta", "cpu"]),
    ({"U": torch.randn(INPUT, HIDDEN)}, ValueError, ["U", "(3, 5)", "(5, 5)", "input"]),
    ({"U": torch.tensor(1.0)}, ValueError, ["U", "()"]),
    ({"W": torch.randn(HIDDEN, 6)}, ValueError, ["W", "(5, 6)", "(6, 6)", "hidden"]),
    ({"W": torch.tensor(1.0)}, ValueError, ["W", "()"]),
    ({"b": torch.randn(1, HIDDEN)}, ValueError, ["b", "(1, 5)", "(5,)"]),
    ({"b": torch.randn(HIDDEN).half()}, TypeError, ["b", "torch.float16", "torch.float32"]),
]


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(("wrong", "error", "told"), WRONG_STEPS)
def test_a_wrong_step_is_answered_by_a_sentence(
    wrong: dict[str, Tensor], error: type[Exception], told: list[str]
) -> None:
    right = dict(zip(("x_t", "h", "U", "W", "b"), (a.detach().float() for a in rnn_arguments()), strict=True))
    rnn_step(**right)
    with pytest.raises(error) as caught:
        rnn_step(**(right | wrong))
    sentence = str(caught.value)
    assert [word for word in told if word not in sentence] == []
    assert sentence.startswith(next(iter(wrong)))
    sentence.encode("cp1252")


WRONG_SEQUENCES = [
    (torch.randn(7, 3), None, ValueError, ["x", "(7, 3)", "(batch, time, input)", "x[None]"]),
    (torch.randn(2, 0, 3), None, ValueError, ["x", "(2, 0, 3)", "at least one"]),
    (torch.randn(2, 7, 3), torch.tensor([7, 3, 1]), ValueError, ["lengths", "(3,)", "(2,)"]),
    (torch.randn(2, 7, 3), torch.tensor([[7], [3]]), ValueError, ["lengths", "(2, 1)", "(2,)"]),
    (torch.randn(2, 7, 3), torch.tensor([7.0, 3.0]), TypeError, ["lengths", "torch.float32", "integers", ".long()"]),
    (torch.randn(2, 7, 3), torch.tensor([True, True]), TypeError, ["lengths", "torch.bool", "integers"]),
    (torch.randn(2, 7, 3), torch.tensor([8, 3]), ValueError, ["lengths", "from 3 to 8", "from 1 to 7"]),
    (torch.randn(2, 7, 3), torch.tensor([7, 0]), ValueError, ["lengths", "from 0 to 7", "from 1 to 7", "empty rows"]),
    (torch.randn(2, 7, 3, device="meta"), torch.tensor([7, 3]), ValueError, ["lengths", "cpu", "meta", ".to('meta')"]),
]


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(("x", "lengths", "error", "told"), WRONG_SEQUENCES)
def test_a_wrong_sequence_is_answered_by_a_sentence(
    x: Tensor, lengths: Tensor | None, error: type[Exception], told: list[str]
) -> None:
    with pytest.raises(error) as caught:
        check_sequence(x, lengths)
    sentence = str(caught.value)
    assert [word for word in told if word not in sentence] == []
    sentence.encode("cp1252")


def test_right_sequences_pass_the_check() -> None:
    check_sequence(torch.randn(2, 7, 3), None)
    check_sequence(torch.randn(2, 7, 3), torch.tensor([7, 1]))
    check_sequence(torch.randn(2, 7, 3), torch.tensor([7, 1], dtype=torch.uint8))
    check_sequence(torch.randn(2, 7, 3, device="meta"), torch.tensor([9, 9], device="meta"))


def test_a_state_with_a_part_too_few_or_too_many() -> None:
    h, W = torch.zeros(BATCH, HIDDEN), torch.zeros(HIDDEN, HIDDEN)
    check_parts("state", ("h", "c"), (h, h), BATCH, W)
    with pytest.raises(ValueError, match=r"state has the length 1; wanted 2. Pass the tensors \(h, c\)"):
        check_parts("state", ("h", "c"), (h,), BATCH, W)
    with pytest.raises(ValueError, match="state has the length 3; wanted 2"):
        check_parts("state", ("h", "c"), (h, h, h), BATCH, W)


def test_packed_weights_are_counted_in_blocks() -> None:
    x_t, h, U, W = torch.zeros(4, 3), torch.zeros(4, 5), torch.zeros(20, 3), torch.zeros(20, 5)
    check_step(x_t, (h, h), U, W, torch.zeros(20), gates=4)
    check_step(x_t, (h, h), U, W, None, gates=4)
    with pytest.raises(ValueError, match=r"W has the shape \(20, 5\); wanted \(15, 5\), which is \(3·hidden, hidden\)"):
        check_step(x_t, (h, h), U, W, torch.zeros(20), gates=3)
    with pytest.raises(ValueError, match=r"W has the shape \(5, 20\); wanted \(80, 20\)"):
        check_step(x_t, (h, h), U, W.T, torch.zeros(20), gates=4)


def test_check_fits_names_the_argument_it_is_about() -> None:
    like = torch.zeros(1)
    check_fits("p", torch.zeros(2, 3), (2, 3), "rows, columns", like)
    with pytest.raises(ValueError, match=r"p has the shape \(3, 2\); wanted \(2, 3\), which is \(rows, columns\)"):
        check_fits("p", torch.zeros(3, 2), (2, 3), "rows, columns", like)


@pytest.mark.parametrize(("sizes", "told"), [((0, 5), "input_size is 0"), ((3, -2), "hidden_size is -2")])
def test_sizes_begin_at_one(sizes: tuple[int, int], told: str) -> None:
    with pytest.raises(ValueError, match=told + "; wanted a whole number of at least 1"):
        RNNCell(*sizes)
