"""Stacks and two directions: equal to torch.nn and to the LSTMs they are made of; each token sees what it should."""

import copy
import time
from collections.abc import Callable, Sequence

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from course_lib.lstm import LSTM, FastLSTM, LSTMCell, State, lstm_unroll
from course_lib.stacked import (
    BidirectionalLSTM,
    StackedLSTM,
    bidirectional_unroll,
    reverse_padded,
    stacked_unroll,
)

BATCH, TIME, INPUT, HIDDEN, LAYERS = 4, 7, 3, 5, 3
LENGTHS = torch.tensor([7, 3, 1, 5])  # neither sorted nor all long
PADDING = torch.arange(TIME) >= LENGTHS[:, None]

Model = StackedLSTM | BidirectionalLSTM


def stack() -> StackedLSTM:
    return StackedLSTM(INPUT, HIDDEN, LAYERS).double()


def two_directions() -> BidirectionalLSTM:
    return BidirectionalLSTM(INPUT, HIDDEN).double()


both = pytest.mark.parametrize("make", [stack, two_directions])
padded = pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "padded"])
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def random(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, requires_grad=True)


def lstms(model: Model) -> list[FastLSTM]:
    """The LSTMs of a model: from the bottom to the top, or forward and backward."""
    return list(model.layers if isinstance(model, StackedLSTM) else model.directions)


def random_states(model: Model) -> list[State]:
    return [(random(BATCH, HIDDEN), random(BATCH, HIDDEN)) for _lstm in lstms(model)]


def parts(states: Sequence[State]) -> list[Tensor]:
    return [part for state in states for part in state]


def probe(h: Tensor, states: Sequence[State] = ()) -> Tensor:
    """A scalar in which every output has another weight, so that no gradient can hide in a sum."""
    return sum(
        (output * torch.linspace(-1, 2, output.numel(), dtype=output.dtype).view_as(output)).sum()
        for output in (h, *parts(states))
    )


# --- equal to torch.nn ------------------------------------------------------------------------------------------------


def torch_twin(model: Model) -> tuple[nn.LSTM, list[nn.Parameter]]:
    """The LSTM of torch with the same weights, and those of its weights that are the U, W and b of ours, in our order."""
    stacked = isinstance(model, StackedLSTM)
    twin = nn.LSTM(
        INPUT, HIDDEN, len(lstms(model)) if stacked else 1, batch_first=True, bidirectional=not stacked
    ).double()
    names = [f"_l{layer}" for layer in range(len(lstms(model)))] if stacked else ["_l0", "_l0_reverse"]
    weights = []
    with torch.no_grad():
        for name, lstm in zip(names, lstms(model), strict=True):
            twin.get_parameter("bias_hh" + name).zero_()
            for theirs, ours in (("weight_ih", lstm.U), ("weight_hh", lstm.W), ("bias_ih", lstm.b)):
                weights.append(twin.get_parameter(theirs + name))
                weights[-1].copy_(ours)
    return twin, weights


def run_torch(
    twin: nn.LSTM, x: Tensor, lengths: Tensor | None, states: Sequence[State]
) -> tuple[Tensor, tuple[State, ...]]:
    before = tuple(torch.stack(same_part) for same_part in zip(*states, strict=True))
    if lengths is None:
        h, after = twin(x, before)
    else:
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        packed, after = twin(packed, before)
        h, _lengths = pad_packed_sequence(packed, batch_first=True, total_length=x.shape[1])
    return h, tuple(zip(*after, strict=True))


@both
@padded
def test_equals_torch(make: Callable[[], Model], lengths: Tensor | None) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    states, (twin, their_weights) = random_states(model), torch_twin(model)
    our_results, their_results = model(x, lengths, states), run_torch(twin, x, lengths, states)
    torch.testing.assert_close(our_results, their_results)
    our_weights = [weight for lstm in lstms(model) for weight in (lstm.U, lstm.W, lstm.b)]
    assert len(our_weights) == len(list(model.parameters()))
    torch.testing.assert_close(
        torch.autograd.grad(probe(*our_results), (x, *parts(states), *our_weights)),
        torch.autograd.grad(probe(*their_results), (x, *parts(states), *their_weights)),
    )


@both
def test_starts_from_zeros_and_takes_all_tokens(make: Callable[[], Model]) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    zeros = torch.zeros(BATCH, HIDDEN, dtype=torch.float64)
    states = [(zeros, zeros)] * len(lstms(model))
    torch.testing.assert_close(model(x), run_torch(torch_twin(model)[0], x, None, states))
    torch.testing.assert_close(model(x, torch.full((BATCH,), TIME)), model(x))


@both
def test_only_one_last_state_in_the_loss(make: Callable[[], Model]) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    states, (twin, _weights) = random_states(model), torch_twin(model)
    ours, theirs = parts(model(x, LENGTHS, states)[1]), parts(run_torch(twin, x, LENGTHS, states)[1])
    for our_part, their_part in zip(ours, theirs, strict=True):
        arguments = {"inputs": (x, *parts(states)), "retain_graph": True, "materialize_grads": True}
        torch.testing.assert_close(
            torch.autograd.grad(our_part.pow(2).sum(), **arguments),
            torch.autograd.grad(their_part.pow(2).sum(), **arguments),
        )


@pytest.mark.parametrize("make", [lambda: StackedLSTM(2, 2, 2), lambda: BidirectionalLSTM(2, 2)], ids=["stack", "two"])
@pytest.mark.parametrize("lengths", [None, torch.tensor([3, 2])], ids=["full", "padded"])
def test_gradients_by_finite_differences(make: Callable[[], Model], lengths: Tensor | None) -> None:
    model = make().double()
    names = [name for name, _weight in model.named_parameters()]

    def run(x: Tensor, *rest: Tensor) -> tuple[Tensor, ...]:
        h_0, c_0, h_1, c_1, *weights = rest
        arguments = x, lengths, [(h_0, c_0), (h_1, c_1)]
        h, states = torch.func.functional_call(model, dict(zip(names, weights, strict=True)), arguments)
        return h, *parts(states)

    weights = (weight.detach().clone().requires_grad_() for weight in model.parameters())
    assert torch.autograd.gradcheck(run, (random(2, 3, 2), *(random(2, 2) for _part in range(4)), *weights))


# --- made of LSTMs ----------------------------------------------------------------------------------------------------


def cells(model: Model) -> list[LSTMCell]:
    """Cells with the weights of a model."""
    copies = [LSTMCell(lstm.input_size, lstm.hidden_size).double() for lstm in lstms(model)]
    for cell, lstm in zip(copies, lstms(model), strict=True):
        cell.load_state_dict(lstm.state_dict())
    return copies


@padded
def test_a_stack_is_stacked_unroll_over_cells(lengths: Tensor | None) -> None:
    model, x = stack(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    torch.testing.assert_close(model(x, lengths, states), stacked_unroll(lstm_unroll, cells(model), x, lengths, states))


@padded
def test_two_directions_are_bidirectional_unroll_over_cells(lengths: Tensor | None) -> None:
    model, x = two_directions(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    wanted = bidirectional_unroll(lstm_unroll, reverse_padded, cells(model), x, lengths, states)
    torch.testing.assert_close(model(x, lengths, states), wanted)


@pytest.mark.parametrize("single", [LSTM, FastLSTM])
def test_a_stack_of_one_layer_is_an_lstm(single: type[LSTM]) -> None:
    model, x, state = (
        StackedLSTM(INPUT, HIDDEN, num_layers=1).double(),
        random(BATCH, TIME, INPUT),
        random_states(stack())[0],
    )
    lstm = single(INPUT, HIDDEN).double()
    lstm.load_state_dict(model.layers[0].state_dict())
    h, last = lstm(x, LENGTHS, state)
    torch.testing.assert_close(model(x, LENGTHS, [state]), (h, (last,)))


def test_a_stack_runs_one_lstm_over_every_h_of_another() -> None:
    model, x = stack(), random(BATCH, TIME, INPUT)
    h, wanted = x, []
    for layer in model.layers:
        h, state = layer(h, LENGTHS)
        wanted.append(state)
    torch.testing.assert_close(model(x, LENGTHS), (h, tuple(wanted)), rtol=0, atol=0)


def test_two_directions_are_two_lstms() -> None:
    model, x = two_directions(), random(BATCH, TIME, INPUT)
    forward, backward = model.directions
    h, (last_forward, last_backward) = model(x, LENGTHS)
    torch.testing.assert_close((h[:, :, :HIDDEN], last_forward), forward(x, LENGTHS), rtol=0, atol=0)
    for n, length in enumerate(LENGTHS.tolist()):
        alone, (h_last, c_last) = backward(x[n : n + 1, :length].flip(1))
        torch.testing.assert_close(h[n : n + 1, :length, HIDDEN:], alone.flip(1))
        torch.testing.assert_close((last_backward[0][n : n + 1], last_backward[1][n : n + 1]), (h_last, c_last))


def test_a_sentence_turned_around_meets_the_two_directions_exchanged() -> None:
    model, x = two_directions(), random(BATCH, TIME, INPUT)
    exchanged = copy.deepcopy(model)
    exchanged.directions = nn.ModuleList(reversed(exchanged.directions))
    h, last = model(x, LENGTHS)
    h_turned, last_turned = exchanged(reverse_padded(x, LENGTHS), LENGTHS)
    torch.testing.assert_close(reverse_padded(h_turned.roll(HIDDEN, dims=2), LENGTHS), h)
    torch.testing.assert_close(tuple(reversed(last_turned)), last)


def test_the_last_states_stand_at_the_two_ends_of_a_sentence() -> None:
    h, ((h_forward, _c), (h_backward, _d)) = two_directions()(random(BATCH, TIME, INPUT), LENGTHS)
    torch.testing.assert_close(h[torch.arange(BATCH), LENGTHS - 1, :HIDDEN], h_forward, rtol=0, atol=0)
    torch.testing.assert_close(h[:, 0, HIDDEN:], h_backward, rtol=0, atol=0)


def append_digit(digit: int, x: Tensor, lengths: Tensor | None, state: State) -> tuple[Tensor, State]:
    """An unroll that shows which step ran when, with which lengths and from which state."""
    return torch.where(lengths[:, None, None] > 1, 10 * x + digit, -1), (state[0] + digit, state[1])


def test_stacked_unroll_takes_any_unroll_and_goes_from_the_bottom_to_the_top() -> None:
    states = [(torch.full((2, 1), fill), torch.zeros(2, 1)) for fill in (100.0, 200.0, 300.0)]
    x, lengths = torch.zeros(2, TIME, 1), torch.tensor([TIME, 1])
    h, last = stacked_unroll(append_digit, [1, 2, 3], x, lengths, states)
    assert h[0].eq(123).all()
    assert h[1].eq(-1).all()
    assert [h_last[0].item() for h_last, _c in last] == [101, 202, 303]


def test_bidirectional_unroll_takes_any_unroll_and_any_reverse() -> None:
    def turn(x: Tensor, lengths: Tensor | None) -> Tensor:
        return -x * lengths[:, None, None]

    states = [(torch.full((1, 1), fill), torch.zeros(1, 1)) for fill in (100.0, 200.0)]
    x, lengths = torch.ones(1, TIME, 1), torch.tensor([2])
    h, last = bidirectional_unroll(append_digit, turn, [1, 2], x, lengths, states)
    assert h[:, :, 0].eq(10 * 1 + 1).all()
    assert h[:, :, 1].eq(-2 * (10 * -2 * 1 + 2)).all()
    assert [h_last.item() for h_last, _c in last] == [101, 202]


def test_step_by_step_is_the_whole_stack() -> None:
    model, x = stack(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    whole, last = model(x, None, states)
    for t in range(TIME):
        h, states = model(x[:, t : t + 1], None, states)
        torch.testing.assert_close(h[:, 0], whole[:, t])
    torch.testing.assert_close(states, last)


def test_a_state_carries_over_from_part_to_part() -> None:
    model, x = stack(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    whole = model(x, None, states)
    first, middle = model(x[:, :3], None, states)
    second, last = model(x[:, 3:], None, middle)
    in_parts = torch.cat((first, second), dim=1), last
    torch.testing.assert_close(in_parts, whole)
    inputs = x, *parts(states), *model.parameters()
    torch.testing.assert_close(
        torch.autograd.grad(probe(*in_parts), inputs), torch.autograd.grad(probe(*whole), inputs)
    )


def test_one_step_has_no_direction() -> None:
    model, x = two_directions(), random(1, 1, INPUT)
    forward, backward = (direction(x)[0] for direction in model.directions)
    torch.testing.assert_close(model(x, torch.tensor([1]))[0], torch.cat((forward, backward), dim=2))


# --- what must not matter, and what must ------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("rubbish", [1e3, 1e300, float("inf"), float("nan")])
def test_padding_changes_nothing(make: Callable[[], Model], rubbish: float) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    clean, dirty = (x.detach().masked_fill(PADDING[:, :, None], fill).requires_grad_() for fill in (0, rubbish))
    results, wanted = model(dirty, LENGTHS, states), model(clean, LENGTHS, states)
    torch.testing.assert_close(results, wanted, rtol=0, atol=0)
    assert results[0][PADDING].eq(0).all()
    others = *parts(states), *model.parameters()
    d_x, *d_others = torch.autograd.grad(probe(*results), (dirty, *others))
    torch.testing.assert_close((d_x, *d_others), torch.autograd.grad(probe(*wanted), (clean, *others)), rtol=0, atol=0)
    assert d_x[PADDING].eq(0).all()
    assert d_x[~PADDING].ne(0).all()


@both
def test_a_row_does_not_touch_another(make: Callable[[], Model]) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    h, last = model(x, LENGTHS, states)
    for n, length in enumerate(LENGTHS.tolist()):
        states_alone = [(h_0[n : n + 1], c_0[n : n + 1]) for h_0, c_0 in states]
        h_alone, last_alone = model(x[n : n + 1, :length], LENGTHS[n : n + 1], states_alone)
        torch.testing.assert_close(h[n : n + 1, :length], h_alone)
        torch.testing.assert_close([part[n : n + 1] for part in parts(last)], parts(last_alone))


def test_the_future_does_not_leak_into_a_stack() -> None:
    model, x, now = stack(), random(BATCH, TIME, INPUT), 4
    other = x.detach().clone()
    other[:, now:] = torch.randn(BATCH, TIME - now, INPUT)
    torch.testing.assert_close(model(other)[0][:, :now], model(x)[0][:, :now])
    assert model(other)[0][:, now:].ne(model(x)[0][:, now:]).all()
    (d_x,) = torch.autograd.grad(model(x)[0][:, :now].sum(), x)
    assert d_x[:, now:].eq(0).all()
    assert d_x[:, :now].ne(0).all()


@padded
def test_each_direction_sees_its_side_of_the_sentence(lengths: Tensor | None) -> None:
    model, x, now = two_directions(), random(BATCH, TIME, INPUT), 2
    h, _last = model(x, lengths)
    real = torch.full_like(PADDING, True) if lengths is None else ~PADDING
    reaches_now = real[:, now : now + 1]  # padding sees nothing
    upto_now, from_now = torch.arange(TIME) <= now, torch.arange(TIME) >= now
    for half, side in ((h[:, now, :HIDDEN], upto_now), (h[:, now, HIDDEN:], from_now)):
        (d_x,) = torch.autograd.grad(probe(half), x, retain_graph=True)
        seen = real & side & reaches_now
        assert d_x[seen].ne(0).all()
        assert d_x[~seen].eq(0).all()


# --- a sentence from its other end ------------------------------------------------------------------------------------


def some_tensor(dtype: torch.dtype, *features: int) -> Tensor:
    return torch.randint(-9, 10, (BATCH, TIME, *features)).to(dtype)


any_features = pytest.mark.parametrize("features", [(), (3,), (2, 3), (1, 2, 3)], ids=str)
any_dtype = pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.bool, torch.float64], ids=str)


@any_features
@any_dtype
def test_reverse_turns_the_real_tokens_of_each_row_around(dtype: torch.dtype, features: tuple[int, ...]) -> None:
    x = some_tensor(dtype, *features)
    result = reverse_padded(x, LENGTHS)
    assert result.dtype == dtype
    for n, length in enumerate(LENGTHS.tolist()):
        assert result[n].tolist() == [*reversed(x[n, :length].tolist()), *x[n, length:].tolist()]


@any_features
@any_dtype
@padded
def test_reverse_twice_is_the_identity(dtype: torch.dtype, features: tuple[int, ...], lengths: Tensor | None) -> None:
    x = some_tensor(dtype, *features)
    once = reverse_padded(x, lengths)
    assert not torch.equal(once, x)
    assert torch.equal(reverse_padded(once, lengths), x)


def test_reverse_without_padding_is_a_flip() -> None:
    x = random(BATCH, TIME, INPUT)
    for lengths in (None, torch.full((BATCH,), TIME)):
        torch.testing.assert_close(reverse_padded(x, lengths), x.flip(1), rtol=0, atol=0)
    assert torch.equal(reverse_padded(x, torch.ones(BATCH, dtype=torch.int64)), x)
    assert torch.equal(reverse_padded(x[:, :1], None), x[:, :1])


@pytest.mark.usefixtures("as_a_student")  # the annotations know no unsigned integers
@pytest.mark.parametrize("dtype", [torch.uint8, torch.int16, torch.int32])
def test_reverse_takes_lengths_of_any_integers(dtype: torch.dtype) -> None:
    x = some_tensor(torch.int64)
    assert torch.equal(reverse_padded(x, LENGTHS.to(dtype)), reverse_padded(x, LENGTHS))


def test_reverse_leaves_padding_and_memory_alone() -> None:
    x = torch.randn(TIME, BATCH, INPUT).transpose(0, 1).masked_fill(PADDING[:, :, None], float("nan"))
    before, lengths = x.clone(), LENGTHS.clone()
    for some_lengths in (LENGTHS, None):
        result = reverse_padded(x, some_lengths)
        result.zero_()  # what the caller does with the answer is not done to the argument
    torch.testing.assert_close(x, before, rtol=0, atol=0, equal_nan=True)
    assert torch.equal(LENGTHS, lengths)
    result = reverse_padded(x, LENGTHS)
    assert result[PADDING].isnan().all()
    assert result[~PADDING].isfinite().all()


@padded
def test_reverse_turns_gradients_around_as_well(lengths: Tensor | None) -> None:
    x, d_result = random(BATCH, TIME, 2), random(BATCH, TIME, 2).detach()
    (d_x,) = torch.autograd.grad(reverse_padded(x, lengths), x, d_result)
    torch.testing.assert_close(d_x, reverse_padded(d_result, lengths), rtol=0, atol=0)
    assert torch.autograd.gradcheck(lambda x: reverse_padded(x, lengths), x)


@padded
def test_reverse_runs_without_data(lengths: Tensor | None) -> None:
    result = reverse_padded(
        torch.empty(BATCH, TIME, INPUT, device="meta"), None if lengths is None else lengths.to("meta")
    )
    assert result.is_meta
    assert result.shape == (BATCH, TIME, INPUT)


@needs_cuda
@padded
def test_reverse_runs_on_cuda(lengths: Tensor | None) -> None:
    x = some_tensor(torch.int64, INPUT)
    on_cuda = reverse_padded(x.cuda(), None if lengths is None else lengths.cuda())
    assert torch.equal(on_cuda.cpu(), reverse_padded(x, lengths))


# --- dropout ----------------------------------------------------------------------------------------------------------

SHARE = 0.4


def with_dropout(num_layers: int) -> tuple[StackedLSTM, StackedLSTM]:
    """Two stacks with the same weights, in training: with dropout, and without."""
    dropping = StackedLSTM(INPUT, HIDDEN, num_layers, dropout=SHARE).double()
    whole = StackedLSTM(INPUT, HIDDEN, num_layers).double()
    whole.load_state_dict(dropping.state_dict())
    return dropping, whole


def test_dropout_acts_in_training_only() -> None:
    (dropping, whole), x = with_dropout(LAYERS), random(BATCH, TIME, INPUT)
    assert dropping(x)[0].ne(whole(x)[0]).any()
    dropping.eval()
    torch.testing.assert_close(dropping(x, LENGTHS), whole(x, LENGTHS), rtol=0, atol=0)


def test_dropout_follows_the_seed() -> None:
    (dropping, _whole), x = with_dropout(LAYERS), random(BATCH, TIME, INPUT)

    def seeded(seed: int) -> tuple[Tensor, tuple[State, ...]]:
        torch.manual_seed(seed)
        return dropping(x)

    torch.testing.assert_close(seeded(3), seeded(3), rtol=0, atol=0)
    assert not torch.equal(seeded(3)[0], seeded(4)[0])


def test_dropout_touches_neither_what_goes_in_nor_what_comes_out() -> None:
    (one_layer, wanted), x = with_dropout(num_layers=1), random(BATCH, TIME, INPUT)
    torch.testing.assert_close(one_layer(x, LENGTHS), wanted(x, LENGTHS), rtol=0, atol=0)
    (dropping, whole) = with_dropout(LAYERS)
    h, (bottom, *_others) = dropping(x)
    torch.testing.assert_close(bottom, whole(x)[1][0], rtol=0, atol=0)
    assert h.ne(0).all()


def test_dropout_acts_between_the_layers_and_never_in_the_direction_of_time() -> None:
    (dropping, _whole), x = with_dropout(LAYERS), random(BATCH, TIME, INPUT)
    read, shown = [], []
    for layer in dropping.layers:
        layer.register_forward_hook(lambda _layer, arguments, _results: read.append(arguments[0]))
        layer.register_forward_hook(lambda _layer, _arguments, results: shown.append(results[0]))
    states = random_states(dropping)
    h, last = dropping(x, LENGTHS, states)
    assert torch.equal(read[0], x)
    assert torch.equal(shown[-1], h)
    zeros_in_two_steps = []
    for below, above in zip(shown, read[1:], strict=False):
        kept = above.ne(0)
        torch.testing.assert_close(above, torch.where(kept, below / (1 - SHARE), 0))
        assert not kept[~PADDING].all()
        zeros_in_two_steps.append(kept[0, :-1].ne(kept[0, 1:]).any())
    assert all(zeros_in_two_steps)  # every step draws anew
    for layer, layer_x, layer_h, before, after in zip(dropping.layers, read, shown, states, last, strict=True):
        cell = LSTMCell(layer.input_size, HIDDEN).double()  # a cell that knows no dropout, over what the layer has read
        cell.load_state_dict(layer.state_dict())
        torch.testing.assert_close((layer_h, after), lstm_unroll(cell, layer_x, LENGTHS, before))


def test_dropout_sets_its_share_to_zero() -> None:
    model = StackedLSTM(INPUT, 100, num_layers=2, dropout=SHARE)
    read = []
    model.layers[1].register_forward_hook(lambda _layer, arguments, _results: read.append(arguments[0]))
    model(torch.randn(10, 50, INPUT))
    assert abs(read[0].eq(0).float().mean() - SHARE) < 0.02  # ten standard deviations of 50 000 draws


# --- learning ---------------------------------------------------------------------------------------------------------


def train(model: nn.Module, readout: nn.Linear, tokens: Tensor, tags: Tensor, lengths: Tensor) -> float:
    x, real = (
        nn.functional.one_hot(tokens, readout.out_features).float(),
        torch.arange(tokens.shape[1]) < lengths[:, None],
    )
    optimizer = torch.optim.Adam([*model.parameters(), *readout.parameters()], lr=0.03)
    for _step in range(60):
        loss = nn.functional.cross_entropy(readout(model(x, lengths)[0])[real], tags[real])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


def test_a_stack_overfits_one_batch_by_remembering_the_first_token() -> None:
    started = time.process_time()
    tokens, lengths = torch.randint(8, (16, TIME)), torch.randint(1, TIME + 1, (16,))
    tags = tokens[:, :1].expand_as(tokens)
    assert train(StackedLSTM(8, 24, num_layers=2), nn.Linear(24, 8), tokens, tags, lengths) < 0.05
    assert time.process_time() - started < 20


def test_two_directions_overfit_one_batch_by_looking_at_the_next_token() -> None:
    started = time.process_time()
    tokens, lengths = torch.randint(8, (16, TIME)), torch.full((16,), TIME)
    tags = tokens.roll(-1, dims=1)
    tags[:, -1] = 0
    assert train(BidirectionalLSTM(8, 24), nn.Linear(48, 8), tokens, tags, lengths) < 0.05
    assert time.process_time() - started < 20


def test_one_direction_cannot_look_at_the_next_token() -> None:
    tokens, lengths = torch.tensor([[0, 1], [0, 2], [0, 3]]), torch.tensor([2, 2, 2])  # the same beginnings
    tags = tokens.roll(-1, dims=1)
    assert train(FastLSTM(4, 24), nn.Linear(24, 4), tokens, tags, lengths) > torch.tensor(3.0).log() / 2 - 1e-4
    assert train(BidirectionalLSTM(4, 24), nn.Linear(48, 4), tokens, tags, lengths) < 0.05


@both
def test_the_same_seed_gives_the_same_numbers(make: Callable[[], Model]) -> None:
    def numbers(seed: int) -> tuple[Tensor, ...]:
        torch.manual_seed(seed)
        model, x = make(), random(BATCH, TIME, INPUT)
        results = model(x, LENGTHS)
        return results[0].detach(), *torch.autograd.grad(probe(*results), tuple(model.parameters()))

    torch.testing.assert_close(numbers(3), numbers(3), rtol=0, atol=0)
    assert not torch.equal(numbers(3)[0], numbers(4)[0])


@pytest.mark.parametrize("forget_bias", [None, 0.0, 3.0])
def test_parameters_before_training(forget_bias: float | None) -> None:
    given = {} if forget_bias is None else {"forget_bias": forget_bias}
    a_stack, directions = StackedLSTM(3, 5, num_layers=3, **given), BidirectionalLSTM(3, 5, **given)
    assert {name: tuple(weight.shape) for name, weight in a_stack.named_parameters()} == {
        f"layers.{layer}.{name}": shape
        for layer, inputs in enumerate((3, 5, 5))
        for name, shape in (("U", (20, inputs)), ("W", (20, 5)), ("b", (20,)))
    }
    assert {name: tuple(weight.shape) for name, weight in directions.named_parameters()} == {
        f"directions.{direction}.{name}": shape
        for direction in (0, 1)
        for name, shape in (("U", (20, 3)), ("W", (20, 5)), ("b", (20,)))
    }
    forget_biases = torch.cat([lstm.b.chunk(4)[1] for lstm in (*a_stack.layers, *directions.directions)])
    assert forget_biases.eq(1.0 if forget_bias is None else forget_bias).all()
    drawn = [weight.flatten()[0].item() for weight in (*a_stack.parameters(), *directions.parameters())]
    assert len(set(drawn)) == len(drawn)  # no two begin alike


# --- devices, dtypes, arguments ---------------------------------------------------------------------------------------


@both
@padded
def test_arguments_stay_as_they_are(make: Callable[[], Model], lengths: Tensor | None) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    states = random_states(model)
    given_states = list(states)
    given = [x, *parts(states), *model.parameters()] + ([] if lengths is None else [lengths])
    before = [tensor.detach().clone() for tensor in given]
    versions = [tensor._version for tensor in given]  # torch counts what is done in place
    probe(*model(x, lengths, states)).backward()
    torch.testing.assert_close([tensor.detach() for tensor in given], before, rtol=0, atol=0)
    assert [tensor._version for tensor in given] == versions
    assert all(now is then for now, then in zip(states, given_states, strict=True))


@both
@padded
def test_runs_without_data(make: Callable[[], Model], lengths: Tensor | None) -> None:
    model, x = make().float().to("meta"), torch.empty(BATCH, TIME, INPUT, device="meta", requires_grad=True)
    h, states = model(x, None if lengths is None else lengths.to("meta"))
    (h.sum() + sum(part.sum() for part in parts(states))).backward()
    assert h.shape == (BATCH, TIME, HIDDEN if make is stack else 2 * HIDDEN)
    assert [part.shape for part in parts(states)] == [(BATCH, HIDDEN)] * (2 * len(lstms(model)))
    gradients = [x.grad, *(weight.grad for weight in model.parameters())]
    assert all(tensor.is_meta for tensor in (h, *parts(states), *gradients))


@both
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_the_dtype_follows_the_input(make: Callable[[], Model], dtype: torch.dtype) -> None:
    h, states = make().to(dtype)(torch.randn(BATCH, TIME, INPUT, dtype=dtype), LENGTHS)
    assert {h.dtype, *(part.dtype for part in parts(states))} == {dtype}


@needs_cuda
@both
@padded
def test_runs_on_cuda(make: Callable[[], Model], lengths: Tensor | None) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    on_cuda, x_cuda = copy.deepcopy(model).cuda(), x.detach().cuda().requires_grad_()
    results = model(x, lengths)
    h, states = on_cuda(x_cuda, None if lengths is None else lengths.cuda())
    on_cpu = h.cpu(), tuple((h_last.cpu(), c_last.cpu()) for h_last, c_last in states)
    torch.testing.assert_close(on_cpu, results)
    probe(*results).backward()
    probe(*on_cpu).backward()
    torch.testing.assert_close(x_cuda.grad.cpu(), x.grad)
    for weight_cuda, weight in zip(on_cuda.parameters(), model.parameters(), strict=True):
        torch.testing.assert_close(weight_cuda.grad.cpu(), weight.grad)


@both
def test_works_in_inference_mode_and_with_frozen_weights(make: Callable[[], Model]) -> None:
    model, x = make(), random(BATCH, TIME, INPUT)
    wanted = model(x, LENGTHS)
    with torch.inference_mode():
        torch.testing.assert_close(model(x, LENGTHS)[0].clone(), wanted[0].detach())
    (d_x,) = torch.autograd.grad(probe(*wanted), x)
    model.requires_grad_(False)
    torch.testing.assert_close(torch.autograd.grad(probe(*model(x, LENGTHS)), x)[0], d_x)


# --- sentences for wrong arguments ------------------------------------------------------------------------------------

H = torch.zeros(2, 5)
X = torch.zeros(2, 7, 3)
STATE = H, H

Wrong = list[tuple[Callable[[], object], type[Exception], list[str]]]


def wrong_sequences(model: Model) -> Wrong:
    """What both models have in common: each has two LSTMs, from 3 inputs to 5 hidden units."""
    return [
        (lambda: model(X[0]), ValueError, ["x has", "(7, 3)", "(batch, time, input)"]),
        (lambda: model(X[:, :0]), ValueError, ["x has", "(2, 0, 3)", "at least one"]),
        (lambda: model(torch.zeros(2, 7, 4)), ValueError, ["x has", "(2, 7, 4)", "(2, 7, 3)", "batch, time, input"]),
        (lambda: model(X.double()), TypeError, ["x has", "torch.float64", "torch.float32", ".to("]),
        (lambda: model(X.to("meta")), ValueError, ["x lies", "meta", "cpu", ".to('cpu')"]),
        (lambda: model(X, torch.tensor([7, 3, 1])), ValueError, ["lengths has", "(3,)", "(2,)"]),
        (lambda: model(X, torch.tensor([7.0, 3.0])), TypeError, ["lengths has", "torch.float32", "integers"]),
        (lambda: model(X, torch.tensor([8, 1])), ValueError, ["lengths goes", "from 1 to 8", "from 1 to 7"]),
        (lambda: model(X.to("meta"), torch.tensor([7, 3])), ValueError, ["lengths lies", "cpu", ".to('meta')"]),
        (lambda: model(X, None, [STATE]), ValueError, ["There are 2 steps and 1 states", "one state for each"]),
        (lambda: model(X, None, [STATE] * 3), ValueError, ["There are 2 steps and 3 states", "one state for each"]),
        (lambda: model(X, None, [STATE, (H,)]), ValueError, ["state has", "the length 1", "wanted 2", "(h, c)"]),
        (lambda: model(X, None, [STATE, (H[:1], H)]), ValueError, ["h has", "(1, 5)", "(2, 5)", "batch, hidden"]),
        (lambda: model(X, None, [(H, H[:, :4]), STATE]), ValueError, ["c has", "(2, 4)", "(2, 5)"]),
        (lambda: model(X, None, [STATE, (H, H.double())]), TypeError, ["c has", "torch.float64", "torch.float32"]),
        (lambda: model(X, None, [STATE, (H.to("meta"), H)]), ValueError, ["h lies", "meta", "cpu"]),
    ]


def keep(_step: object, x: Tensor, _lengths: Tensor | None, state: State) -> tuple[Tensor, State]:
    """An unroll that checks nothing."""
    return x, state


def turn(x: Tensor, _lengths: Tensor | None) -> Tensor:
    """A reverse that checks nothing."""
    return x.flip(1)


def wrong_calls() -> Wrong:
    step = object()
    return [
        (lambda: StackedLSTM(3, 5, 0), ValueError, ["num_layers is 0", "at least 1"]),
        (lambda: StackedLSTM(3, 5, -2), ValueError, ["num_layers is -2", "at least 1"]),
        (lambda: StackedLSTM(3, 5, 2, dropout=1.0), ValueError, ["dropout is 1.0", "from 0 to less than 1"]),
        (lambda: StackedLSTM(3, 5, 2, dropout=-0.1), ValueError, ["dropout is -0.1", "from 0 to less than 1"]),
        (lambda: StackedLSTM(3, 5, 2, dropout=float("nan")), ValueError, ["dropout is nan", "from 0 to less than 1"]),
        (lambda: StackedLSTM(0, 5, 2), ValueError, ["input_size is 0", "at least 1"]),
        (lambda: StackedLSTM(3, 0, 2), ValueError, ["hidden_size is 0", "at least 1"]),
        (lambda: BidirectionalLSTM(0, 5), ValueError, ["input_size is 0", "at least 1"]),
        (lambda: BidirectionalLSTM(3, -1), ValueError, ["hidden_size is -1", "at least 1"]),
        (lambda: stacked_unroll(keep, [], X, None, []), ValueError, ["There are 0 steps and 0 states", "at least one"]),
        (
            lambda: stacked_unroll(keep, [step] * 3, X, None, [STATE] * 2),
            ValueError,
            ["There are 3 steps and 2 states"],
        ),
        (
            lambda: bidirectional_unroll(keep, turn, [step], X, None, [STATE]),
            ValueError,
            ["steps has", "the length 1", "wanted 2", "one step forward, one backward"],
        ),
        (
            lambda: bidirectional_unroll(keep, turn, [step] * 3, X, None, [STATE] * 3),
            ValueError,
            ["steps has", "the length 3", "wanted 2"],
        ),
        (
            lambda: bidirectional_unroll(keep, turn, [step] * 2, X, None, [STATE]),
            ValueError,
            ["There are 2 steps and 1 states", "one state for each"],
        ),
        (lambda: reverse_padded(X, torch.tensor([7, 3, 1])), ValueError, ["lengths has", "(3,)", "(2,)"]),
        (lambda: reverse_padded(X, torch.tensor([7.0, 3.0])), TypeError, ["lengths has", "torch.float32", "integers"]),
        (lambda: reverse_padded(X, torch.tensor([True, True])), TypeError, ["lengths has", "torch.bool", "integers"]),
        (lambda: reverse_padded(X, torch.tensor([7, 0])), ValueError, ["lengths goes", "from 0 to 7", "from 1 to 7"]),
        (lambda: reverse_padded(X, torch.tensor([9, 1])), ValueError, ["lengths goes", "from 1 to 9", "from 1 to 7"]),
        (lambda: reverse_padded(X.to("meta"), torch.tensor([7, 3])), ValueError, ["lengths lies", "cpu", "meta"]),
        (lambda: reverse_padded(torch.zeros(7), None), ValueError, ["x has", "(7,)"]),
        (lambda: reverse_padded(torch.zeros(2, 0), None), ValueError, ["x has", "(2, 0", "at least one time step"]),
        (lambda: reverse_padded(X[:, :0], None), ValueError, ["x has", "(2, 0, 3)", "at least one time step"]),
    ]


CASES = [*wrong_sequences(StackedLSTM(3, 5, 2)), *wrong_sequences(BidirectionalLSTM(3, 5)), *wrong_calls()]


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(("call", "error", "told"), CASES, ids=[f"{n}-{told[0]}" for n, (*_, told) in enumerate(CASES)])
def test_a_wrong_argument_is_answered_by_a_sentence(
    call: Callable[[], object], error: type[Exception], told: list[str]
) -> None:
    with pytest.raises(error) as caught:
        call()
    sentence = str(caught.value)
    assert [word for word in told if word not in sentence] == []
    assert sentence.startswith(told[0])
    sentence.encode("cp1252")
