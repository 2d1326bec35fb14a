"""The LSTM and its cousins: equal to torch.nn and to one another; neither padding nor future leaks."""

import copy
import time
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from course_lib.lstm import (
    LSTM,
    FastLSTM,
    GRUCell,
    LSTMCell,
    State,
    coupled_peephole_step,
    lstm_step,
    lstm_step_backward,
    lstm_unroll,
)

BATCH, TIME, INPUT, HIDDEN = 4, 7, 3, 5
LENGTHS = torch.tensor([7, 3, 1, 5])  # neither sorted nor all long

both = pytest.mark.parametrize("model", [LSTM, FastLSTM])
padded = pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "padded"])
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def random(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, requires_grad=True)


def random_state() -> State:
    return random(BATCH, HIDDEN), random(BATCH, HIDDEN)


def step_arguments() -> tuple[Tensor, State, Tensor, Tensor, Tensor]:
    rows = 4 * HIDDEN
    return random(BATCH, INPUT), random_state(), random(rows, INPUT), random(rows, HIDDEN), random(rows)


def probe(h: Tensor, state: State) -> Tensor:
    """A scalar in which every output has another weight, so that no gradient can hide in a sum."""
    return sum(
        (output * torch.linspace(-1, 2, output.numel(), dtype=output.dtype).view_as(output)).sum()
        for output in (h, *state)
    )


def torch_twin(model: LSTM) -> nn.LSTM:
    twin = nn.LSTM(INPUT, HIDDEN, batch_first=True, dtype=model.U.dtype)
    with torch.no_grad():
        twin.weight_ih_l0.copy_(model.U)
        twin.weight_hh_l0.copy_(model.W)
        twin.bias_ih_l0.copy_(model.b)
        twin.bias_hh_l0.zero_()
    return twin


def run_torch(twin: nn.LSTM, x: Tensor, lengths: Tensor | None, state: State) -> tuple[Tensor, State]:
    h_0, c_0 = (part[None] for part in state)
    if lengths is None:
        h, (h_n, c_n) = twin(x, (h_0, c_0))
    else:
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        packed, (h_n, c_n) = twin(packed, (h_0, c_0))
        h, _lengths = pad_packed_sequence(packed, batch_first=True, total_length=x.shape[1])
    return h, (h_n[0], c_n[0])


# --- equal to torch.nn ------------------------------------------------------------------------------------------------


def test_lstm_step_equals_torch() -> None:
    x_t, state, U, W, b = step_arguments()
    theirs = nn.LSTMCell(INPUT, HIDDEN, dtype=torch.float64)
    with torch.no_grad():
        theirs.weight_ih.copy_(U)
        theirs.weight_hh.copy_(W)
        theirs.bias_ih.copy_(b)
        theirs.bias_hh.zero_()
    ours, wanted = lstm_step(x_t, state, U, W, b), theirs(x_t, state)
    torch.testing.assert_close(ours, wanted)
    torch.testing.assert_close(
        torch.autograd.grad(probe(x_t.detach(), ours), (x_t, *state, U, W, b)),
        torch.autograd.grad(
            probe(x_t.detach(), wanted), (x_t, *state, theirs.weight_ih, theirs.weight_hh, theirs.bias_ih)
        ),
    )


@both
@padded
def test_lstm_equals_torch(model: type[LSTM], lengths: Tensor | None) -> None:
    ours = model(INPUT, HIDDEN).double()
    theirs = torch_twin(ours)
    x, state = random(BATCH, TIME, INPUT), random_state()
    our_results, their_results = ours(x, lengths, state), run_torch(theirs, x, lengths, state)
    torch.testing.assert_close(our_results, their_results)
    torch.testing.assert_close(
        torch.autograd.grad(probe(*our_results), (x, *state, ours.U, ours.W, ours.b)),
        torch.autograd.grad(
            probe(*their_results), (x, *state, theirs.weight_ih_l0, theirs.weight_hh_l0, theirs.bias_ih_l0)
        ),
    )


@both
def test_lstm_starts_from_zeros_and_takes_all_tokens(model: type[LSTM]) -> None:
    ours = model(INPUT, HIDDEN).double()
    x = random(BATCH, TIME, INPUT)
    zeros = torch.zeros(BATCH, HIDDEN, dtype=torch.float64)
    all_real = torch.full((BATCH,), TIME)
    torch.testing.assert_close(ours(x), run_torch(torch_twin(ours), x, None, (zeros, zeros)))
    torch.testing.assert_close(ours(x, all_real), ours(x))


@both
def test_only_the_last_state_in_the_loss(model: type[LSTM]) -> None:
    ours, x, state = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random_state()
    theirs = torch_twin(ours)
    for part in (0, 1):
        torch.testing.assert_close(
            torch.autograd.grad(ours(x, LENGTHS, state)[1][part].pow(2).sum(), (x, *state)),
            torch.autograd.grad(run_torch(theirs, x, LENGTHS, state)[1][part].pow(2).sum(), (x, *state)),
        )


def test_gru_with_the_reset_after_equals_torch() -> None:
    ours, theirs = GRUCell(INPUT, HIDDEN, reset_after=True).double(), nn.GRUCell(INPUT, HIDDEN).double()
    with torch.no_grad():
        theirs.weight_ih.copy_(ours.U)
        theirs.weight_hh.copy_(ours.W)
        theirs.bias_ih.copy_(ours.b)
        theirs.bias_hh.zero_()
        theirs.bias_hh[2 * HIDDEN :] = ours.b_reset
    x_t, h = random(BATCH, INPUT), random(BATCH, HIDDEN)
    weights = torch.randn(BATCH, HIDDEN, dtype=torch.float64)
    torch.testing.assert_close(ours(x_t, h), theirs(x_t, h))
    torch.testing.assert_close(
        torch.autograd.grad((ours(x_t, h) * weights).sum(), (x_t, h, ours.U, ours.W, ours.b)),
        torch.autograd.grad(
            (theirs(x_t, h) * weights).sum(), (x_t, h, theirs.weight_ih, theirs.weight_hh, theirs.bias_ih)
        ),
    )


# --- finite differences -----------------------------------------------------------------------------------------------


def test_lstm_step_gradients_by_finite_differences() -> None:
    x_t, (h, c), U, W, b = step_arguments()

    def step(x_t: Tensor, h: Tensor, c: Tensor, U: Tensor, W: Tensor, b: Tensor) -> State:
        return lstm_step(x_t, (h, c), U, W, b)

    assert torch.autograd.gradcheck(step, (x_t, h, c, U, W, b))


def run_with(model: LSTM, lengths: Tensor | None) -> Callable[..., tuple[Tensor, ...]]:
    def run(x: Tensor, h: Tensor, c: Tensor, U: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, ...]:
        arguments = (x, lengths, (h, c))
        h, (h_last, c_last) = torch.func.functional_call(model, {"U": U, "W": W, "b": b}, arguments)
        return h, h_last, c_last

    return run


def small_arguments(model: LSTM) -> tuple[Tensor, ...]:
    weights = (weight.detach().clone().requires_grad_() for weight in model.parameters())
    return random(2, 3, 2), random(2, 3), random(2, 3), *weights


SMALL_LENGTHS = [None, torch.tensor([3, 2])]


@both
@pytest.mark.parametrize("lengths", SMALL_LENGTHS, ids=["full", "padded"])
def test_lstm_gradients_by_finite_differences(model: type[LSTM], lengths: Tensor | None) -> None:
    lstm = model(2, 3).double()
    assert torch.autograd.gradcheck(run_with(lstm, lengths), small_arguments(lstm))


@pytest.mark.parametrize("lengths", SMALL_LENGTHS, ids=["full", "padded"])
def test_lstm_second_derivatives_by_finite_differences(lengths: Tensor | None) -> None:
    lstm = LSTM(2, 3).double()
    assert torch.autograd.gradgradcheck(run_with(lstm, lengths), small_arguments(lstm))


@pytest.mark.parametrize("reset_after", [False, True])
def test_gru_gradients_by_finite_differences(reset_after: bool) -> None:
    assert torch.autograd.gradcheck(GRUCell(2, 3, reset_after).double(), (random(2, 2), random(2, 3)))


def test_coupled_peephole_step_gradients_by_finite_differences() -> None:
    def step(x_t: Tensor, h: Tensor, c: Tensor, *weights: Tensor) -> State:
        return coupled_peephole_step(x_t, (h, c), *weights)

    arguments = random(2, 2), random(2, 3), random(2, 3), random(9, 2), random(9, 3), random(9), random(6)
    assert torch.autograd.gradcheck(step, arguments)


# --- backward by hand -------------------------------------------------------------------------------------------------


def gates_of(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    i, f, g, o = (x_t @ U.T + state[0] @ W.T + b).chunk(4, dim=1)
    return i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()


def test_lstm_step_backward_equals_autograd() -> None:
    x_t, state, U, W, b = step_arguments()
    d_state = random_state()
    d_x, (d_h, d_c), d_U, d_W, d_b = lstm_step_backward(d_state, x_t, state, gates_of(x_t, state, U, W, b), U, W)
    wanted = torch.autograd.grad(lstm_step(x_t, state, U, W, b), (x_t, *state, U, W, b), d_state)
    torch.testing.assert_close((d_x, d_h, d_c, d_U, d_W, d_b), wanted)


def test_lstm_step_backward_over_time_is_fast_lstm() -> None:
    fast, x, state = FastLSTM(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random_state()
    U, W, b = (weight.detach() for weight in (fast.U, fast.W, fast.b))
    states = [state]
    for x_t in x.unbind(1):
        states.append(lstm_step(x_t, states[-1], U, W, b))
    d_last = random_state()
    d_state, d_x, d_weights = d_last, [], [torch.zeros_like(weight) for weight in (U, W, b)]
    for x_t, before in zip(reversed(x.unbind(1)), reversed(states[:-1]), strict=True):
        gates = gates_of(x_t, before, U, W, b)
        d_x_t, d_state, *d_step = lstm_step_backward(d_state, x_t, before, gates, U, W)
        d_x.insert(0, d_x_t)
        d_weights = [total + part for total, part in zip(d_weights, d_step, strict=True)]
    _h, last = fast(x, None, state)
    wanted = torch.autograd.grad(last, (x, *state, fast.U, fast.W, fast.b), d_last)
    torch.testing.assert_close((torch.stack(d_x, dim=1), *d_state, *d_weights), wanted)


def test_fast_lstm_can_go_back_twice() -> None:
    fast, x = FastLSTM(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    loss = probe(*fast(x, LENGTHS))
    first = torch.autograd.grad(loss, (x, *fast.parameters()), retain_graph=True)
    torch.testing.assert_close(torch.autograd.grad(loss, (x, *fast.parameters())), first, rtol=0, atol=0)


def test_fast_lstm_refuses_a_second_derivative() -> None:
    fast, x = FastLSTM(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    loss = probe(*fast(x))
    with pytest.raises(NotImplementedError, match=r"second derivative; wanted .* the first.* Use LSTM") as caught:
        torch.autograd.grad(loss, x, create_graph=True)
    str(caught.value).encode("cp1252")
    (gradient,) = torch.autograd.grad(probe(*LSTM(INPUT, HIDDEN).double()(x)), x, create_graph=True)
    assert gradient.requires_grad


# --- one step and the whole sequence ----------------------------------------------------------------------------------


@both
def test_step_by_step_is_the_whole_sequence(model: type[LSTM]) -> None:
    lstm, x, state = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random_state()
    cell = LSTMCell(INPUT, HIDDEN).double()
    cell.load_state_dict(lstm.state_dict())
    torch.testing.assert_close(lstm(x, LENGTHS, state), lstm_unroll(cell, x, LENGTHS, state))
    whole_h, whole_last = lstm(x, None, state)
    for t in range(TIME):
        h_t, state = lstm(x[:, t : t + 1], None, state)
        torch.testing.assert_close(h_t[:, 0], whole_h[:, t])
    torch.testing.assert_close(state, whole_last)


@both
def test_a_state_carries_over_from_part_to_part(model: type[LSTM]) -> None:
    lstm, x, state = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random_state()
    whole = lstm(x, None, state)
    first, middle = lstm(x[:, :3], None, state)
    second, last = lstm(x[:, 3:], None, middle)
    in_parts = torch.cat((first, second), dim=1), last
    torch.testing.assert_close(in_parts, whole)
    torch.testing.assert_close(
        torch.autograd.grad(probe(*in_parts), (x, *state, *lstm.parameters())),
        torch.autograd.grad(probe(*whole), (x, *state, *lstm.parameters())),
    )


def test_lstm_unroll_takes_any_cell() -> None:
    def running_sum(x_t: Tensor, state: State) -> State:
        return state[0] + x_t, state[1] + 1

    x = torch.ones(BATCH, TIME, INPUT)
    zeros = torch.zeros(BATCH, INPUT)
    h, (h_last, c_last) = lstm_unroll(running_sum, x, LENGTHS, (zeros, zeros))
    for n, length in enumerate(LENGTHS.tolist()):
        assert h[n, :, 0].tolist() == [*range(1, length + 1), *[0] * (TIME - length)]
    assert h_last[:, 0].tolist() == c_last[:, 0].tolist() == LENGTHS.tolist()


# --- what must not matter ---------------------------------------------------------------------------------------------


def with_rubbish(x: Tensor, rubbish: float) -> Tensor:
    padding = torch.arange(TIME) >= LENGTHS[:, None]
    return x.detach().masked_fill(padding[:, :, None], rubbish).requires_grad_()


RUBBISH = [1e3, 1e300, float("inf"), float("nan")]


def gradients_with_padding(lstm: nn.Module, x: Tensor) -> tuple[Tensor, ...]:
    loss = probe(*lstm(x, LENGTHS, tuple(torch.ones(2, BATCH, HIDDEN, dtype=torch.float64))))
    return torch.autograd.grad(loss, (x, *lstm.parameters()))


class Unrolled(nn.Module):
    """A cell with `lstm_unroll`, called like LSTM."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.cell = LSTMCell(input_size, hidden_size)

    def forward(self, x: Tensor, lengths: Tensor, state: State) -> tuple[Tensor, State]:
        return lstm_unroll(self.cell, x, lengths, state)


@pytest.mark.parametrize("model", [LSTM, FastLSTM, Unrolled])
@pytest.mark.parametrize("rubbish", RUBBISH)
def test_padding_changes_nothing(model: type[nn.Module], rubbish: float) -> None:
    lstm = model(INPUT, HIDDEN).double()
    state = random_state()
    clean = with_rubbish(random(BATCH, TIME, INPUT), 0)
    dirty = with_rubbish(clean, rubbish)
    h, last = lstm(dirty, LENGTHS, state)
    torch.testing.assert_close((h, last), lstm(clean, LENGTHS, state), rtol=0, atol=0)
    padding = torch.arange(TIME) >= LENGTHS[:, None]
    assert h[padding].eq(0).all()
    d_x, *d_weights = gradients_with_padding(lstm, dirty)
    torch.testing.assert_close((d_x, *d_weights), gradients_with_padding(lstm, clean), rtol=0, atol=0)
    assert d_x[padding].eq(0).all()
    assert d_x[~padding].ne(0).all()


@pytest.mark.parametrize("model", [LSTM, FastLSTM, Unrolled])
def test_a_row_does_not_touch_another(model: type[nn.Module]) -> None:
    lstm, x, state = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random_state()
    h, last = lstm(x, LENGTHS, state)
    for n, length in enumerate(LENGTHS.tolist()):
        alone = x[n : n + 1, :length], LENGTHS[n : n + 1], tuple(part[n : n + 1] for part in state)
        h_alone, last_alone = lstm(*alone)
        torch.testing.assert_close(h[n : n + 1, :length], h_alone)
        torch.testing.assert_close(tuple(part[n : n + 1] for part in last), last_alone)


@both
def test_the_future_does_not_leak(model: type[LSTM]) -> None:
    lstm, x = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    now = 4
    other = x.detach().clone()
    other[:, now:] = torch.randn(BATCH, TIME - now, INPUT)
    torch.testing.assert_close(lstm(other)[0][:, :now], lstm(x)[0][:, :now])
    assert lstm(other)[0][:, now:].ne(lstm(x)[0][:, now:]).all()
    (gradient,) = torch.autograd.grad(lstm(x)[0][:, :now].sum(), x)
    assert gradient[:, now:].eq(0).all()
    assert gradient[:, :now].ne(0).all()


# --- limits -----------------------------------------------------------------------------------------------------------

OPEN, SHUT = 1e3, -1e3  # as a bias: a gate of 1 or 0 to the last bit


def step_with_gates(i: float, f: float, o: float) -> tuple[State, State, Tensor]:
    """A state before and after a step whose gates are held by their biases, and the step's g."""
    x_t, state, U, W, b = step_arguments()
    biases = torch.cat([torch.full((HIDDEN,), bias) for bias in (i, f, 0.0, o)]).double()
    return state, lstm_step(x_t, state, U, W, b + biases), gates_of(x_t, state, U, W, b)[2]


def test_with_f_open_and_i_shut_the_cell_keeps_c() -> None:
    (_h, c), (h_next, c_next), _g = step_with_gates(i=SHUT, f=OPEN, o=OPEN)
    torch.testing.assert_close(c_next, c, rtol=0, atol=0)
    torch.testing.assert_close(h_next, torch.tanh(c))


def test_with_f_shut_and_i_open_the_cell_writes_g() -> None:
    _state, (_h, c_next), g = step_with_gates(i=OPEN, f=SHUT, o=OPEN)
    torch.testing.assert_close(c_next, g)


def test_with_o_shut_the_cell_shows_nothing() -> None:
    _state, (h_next, c_next), _g = step_with_gates(i=OPEN, f=OPEN, o=SHUT)
    assert h_next.eq(0).all()
    assert c_next.ne(0).all()


def test_an_open_cell_carries_a_gradient_unchanged_over_many_steps() -> None:
    fast = FastLSTM(INPUT, HIDDEN).double()
    with torch.no_grad():
        fast.b.copy_(torch.cat([torch.full((HIDDEN,), bias) for bias in (SHUT, OPEN, 0.0, OPEN)]))
    state = random_state()
    _h, (_h_last, c_last) = fast(torch.zeros(BATCH, 200, INPUT, dtype=torch.float64), None, state)
    (d_c,) = torch.autograd.grad(c_last.sum(), state[1])
    torch.testing.assert_close(d_c, torch.ones_like(d_c), rtol=0, atol=0)


def test_gru_keeps_its_state_with_u_open_and_replaces_it_with_u_shut() -> None:
    gru, x_t, h = GRUCell(INPUT, HIDDEN).double(), random(BATCH, INPUT), random(BATCH, HIDDEN)
    with torch.no_grad():
        gru.b[HIDDEN : 2 * HIDDEN] = OPEN
    torch.testing.assert_close(gru(x_t, h), h, rtol=0, atol=0)
    with torch.no_grad():
        gru.b[:HIDDEN] = SHUT  # r = 0: the past does not count
        gru.b[HIDDEN : 2 * HIDDEN] = SHUT
    candidate = torch.tanh(x_t @ gru.U[2 * HIDDEN :].T + gru.b[2 * HIDDEN :])
    torch.testing.assert_close(gru(x_t, h), candidate)


def test_the_reset_gate_before_and_after_the_product() -> None:
    for hidden, equal in ((1, True), (HIDDEN, False)):  # one number commutes with another, a matrix does not
        before, after = GRUCell(INPUT, hidden).double(), GRUCell(INPUT, hidden, reset_after=True).double()
        with torch.no_grad():
            after.b_reset.zero_()
            for name, weight in before.named_parameters():
                after.get_parameter(name).copy_(weight)
        x_t, h = random(BATCH, INPUT), random(BATCH, hidden)
        assert torch.allclose(before(x_t, h), after(x_t, h)) == equal


def test_gru_with_the_reset_before_follows_the_paper() -> None:
    gru, x_t, h = GRUCell(INPUT, HIDDEN).double(), random(BATCH, INPUT), random(BATCH, HIDDEN)
    assert "b_reset" not in gru.state_dict()
    with torch.no_grad():
        gru.b[:HIDDEN] = OPEN  # r = 1: both places are the same
    theirs = nn.GRUCell(INPUT, HIDDEN).double()
    with torch.no_grad():
        theirs.weight_ih.copy_(gru.U)
        theirs.weight_hh.copy_(gru.W)
        theirs.bias_ih.copy_(gru.b)
        theirs.bias_hh.zero_()
    torch.testing.assert_close(gru(x_t, h), theirs(x_t, h))


def test_coupled_gates_without_peepholes_are_an_lstm_with_opposite_gates() -> None:
    x_t, state = random(BATCH, INPUT), random_state()
    U, W, b = random(3 * HIDDEN, INPUT), random(3 * HIDDEN, HIDDEN), random(3 * HIDDEN)

    def with_i(weight: Tensor) -> Tensor:
        f, g, o = weight.chunk(3)
        return torch.cat((-f, f, g, o))  # sigmoid(-a) = 1 - sigmoid(a)

    no_peepholes = torch.zeros(2 * HIDDEN, dtype=torch.float64)
    torch.testing.assert_close(
        coupled_peephole_step(x_t, state, U, W, b, no_peepholes),
        lstm_step(x_t, state, with_i(U), with_i(W), with_i(b)),
    )


def test_peepholes_look_at_the_old_c_for_f_and_at_the_new_c_for_o() -> None:
    zero = torch.zeros(3 * HIDDEN, INPUT), torch.zeros(3 * HIDDEN, HIDDEN), torch.zeros(3 * HIDDEN)
    U, W, b = (weight.double() for weight in zero)
    x_t, (h, c), p = random(BATCH, INPUT), random_state(), random(2 * HIDDEN)
    f = torch.sigmoid(p[:HIDDEN] * c)
    c_next = f * c  # g is 0 here
    wanted = torch.sigmoid(p[HIDDEN:] * c_next) * torch.tanh(c_next), c_next
    torch.testing.assert_close(coupled_peephole_step(x_t, (h, c), U, W, b, p), wanted)


# --- learning ---------------------------------------------------------------------------------------------------------


@both
def test_overfits_one_batch(model: type[LSTM]) -> None:
    started = time.process_time()
    lstm, readout = model(INPUT, 32), nn.Linear(32, 4)
    x, labels = torch.randn(BATCH, TIME, INPUT), torch.randint(4, (BATCH, TIME))
    real = torch.arange(TIME) < LENGTHS[:, None]
    optimizer = torch.optim.Adam([*lstm.parameters(), *readout.parameters()], lr=0.03)
    for _step in range(60):
        loss = nn.functional.cross_entropy(readout(lstm(x, LENGTHS)[0])[real], labels[real])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.05
    assert time.process_time() - started < 20


@both
def test_the_same_seed_gives_the_same_numbers(model: type[LSTM]) -> None:
    def numbers() -> tuple[Tensor, ...]:
        torch.manual_seed(3)
        lstm = model(INPUT, HIDDEN)
        x = torch.randn(BATCH, TIME, INPUT)
        h, state = lstm(x, LENGTHS)
        return h.detach(), *torch.autograd.grad(probe(h, state), (lstm.U, lstm.W, lstm.b))

    torch.testing.assert_close(numbers(), numbers(), rtol=0, atol=0)


@pytest.mark.parametrize("model", [LSTMCell, LSTM, FastLSTM])
@pytest.mark.parametrize("forget_bias", [1.0, 0.0, 3.0])
def test_parameters_before_training(model: type[nn.Module], forget_bias: float) -> None:
    hidden = 100
    lstm = model(40, hidden, forget_bias=forget_bias)
    shapes = {name: tuple(parameter.shape) for name, parameter in lstm.named_parameters()}
    assert shapes == {"U": (400, 40), "W": (400, 100), "b": (400,)}
    b_i, b_f, b_g, b_o = lstm.b.chunk(4)
    assert b_f.eq(forget_bias).all()
    for weight in (lstm.U, lstm.W, b_i, b_g, b_o):
        assert 0.9 * hidden**-0.5 < weight.abs().max() <= hidden**-0.5
        assert weight.unique().numel() > 0.9 * weight.numel()


def test_the_forget_bias_is_1_unless_told() -> None:
    assert all(model(INPUT, HIDDEN).b[HIDDEN : 2 * HIDDEN].eq(1).all() for model in (LSTMCell, LSTM, FastLSTM))


# --- devices, dtypes, arguments ---------------------------------------------------------------------------------------


@both
@padded
def test_arguments_stay_as_they_are(model: type[LSTM], lengths: Tensor | None) -> None:
    lstm, x, state = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random_state()
    given = [x, *state, *lstm.parameters()] + ([] if lengths is None else [lengths])
    before = [tensor.detach().clone() for tensor in given]
    versions = [tensor._version for tensor in given]  # torch counts what is done in place
    probe(*lstm(x, lengths, state)).backward()
    torch.testing.assert_close([tensor.detach() for tensor in given], before, rtol=0, atol=0)
    assert [tensor._version for tensor in given] == versions


def test_steps_leave_their_arguments_alone() -> None:
    x_t, state, U, W, b = step_arguments()
    gates, d_state = gates_of(x_t, state, U, W, b), random_state()
    p = random(2 * HIDDEN)
    given = [x_t, *state, U, W, b, p, *gates, *d_state]
    before = [tensor.detach().clone() for tensor in given]
    lstm_step(x_t, state, U, W, b)
    lstm_step_backward(d_state, x_t, state, gates, U, W)
    rows = 3 * HIDDEN
    coupled_peephole_step(x_t, state, U[:rows], W[:rows], b[:rows], p)
    torch.testing.assert_close([tensor.detach() for tensor in given], before, rtol=0, atol=0)


@both
@padded
def test_runs_without_data(model: type[LSTM], lengths: Tensor | None) -> None:
    lstm, x = model(INPUT, HIDDEN).to("meta"), torch.empty(BATCH, TIME, INPUT, device="meta", requires_grad=True)
    h, (h_last, c_last) = lstm(x, None if lengths is None else lengths.to("meta"))
    (h.sum() + h_last.sum() + c_last.sum()).backward()
    assert (h.shape, h_last.shape, c_last.shape) == ((BATCH, TIME, HIDDEN), (BATCH, HIDDEN), (BATCH, HIDDEN))
    assert all(tensor.is_meta for tensor in (h, h_last, c_last, x.grad, lstm.U.grad, lstm.W.grad, lstm.b.grad))


def test_cells_run_without_data() -> None:
    x_t, h, U, W, b, p = (
        torch.empty(shape, device="meta")
        for shape in (
            (BATCH, INPUT),
            (BATCH, HIDDEN),
            (3 * HIDDEN, INPUT),
            (3 * HIDDEN, HIDDEN),
            3 * HIDDEN,
            2 * HIDDEN,
        )
    )
    cell = LSTMCell(INPUT, HIDDEN).to("meta")
    lengths = torch.empty(BATCH, dtype=torch.int64, device="meta")
    results = (
        *cell(x_t, (h, h)),
        *lstm_unroll(cell, x_t[:, None], lengths, (h, h))[1],
        GRUCell(INPUT, HIDDEN).to("meta")(x_t, h),
        GRUCell(INPUT, HIDDEN, reset_after=True).to("meta")(x_t, h),
        *coupled_peephole_step(x_t, (h, h), U, W, b, p),
    )
    assert all(result.is_meta and result.shape == (BATCH, HIDDEN) for result in results)


@both
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_the_dtype_follows_the_input(model: type[LSTM], dtype: torch.dtype) -> None:
    lstm = model(INPUT, HIDDEN).to(dtype)
    h, (h_last, c_last) = lstm(torch.randn(BATCH, TIME, INPUT, dtype=dtype), LENGTHS)
    assert h.dtype == h_last.dtype == c_last.dtype == dtype


@both
@padded
def test_float32_is_close_to_float64(model: type[LSTM], lengths: Tensor | None) -> None:
    exact = model(INPUT, HIDDEN).double()
    single = copy.deepcopy(exact).float()
    x = random(BATCH, TIME, INPUT)
    x_single = x.detach().float().requires_grad_()
    results, single_results = exact(x, lengths), single(x_single, lengths)
    gradients = torch.autograd.grad(probe(*results), (x, *exact.parameters()))
    single_gradients = torch.autograd.grad(probe(*single_results), (x_single, *single.parameters()))
    for wanted, got in zip((results[0], *results[1]), (single_results[0], *single_results[1]), strict=True):
        torch.testing.assert_close(got.double(), wanted, rtol=1e-5, atol=1e-6)
    for wanted, got in zip(gradients, single_gradients, strict=True):
        torch.testing.assert_close(got.double(), wanted, rtol=1e-4, atol=1e-5)


@needs_cuda
@both
@padded
def test_runs_on_cuda(model: type[LSTM], lengths: Tensor | None) -> None:
    lstm, x = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    on_cuda, x_cuda = copy.deepcopy(lstm).cuda(), x.detach().cuda().requires_grad_()
    results = lstm(x, lengths)
    h, state = on_cuda(x_cuda, None if lengths is None else lengths.cuda())
    on_cpu = h.cpu(), tuple(part.cpu() for part in state)
    torch.testing.assert_close(on_cpu, results)
    probe(*results).backward()
    probe(*on_cpu).backward()
    torch.testing.assert_close(x_cuda.grad.cpu(), x.grad)
    torch.testing.assert_close(on_cuda.W.grad.cpu(), lstm.W.grad)


@both
def test_works_in_inference_mode_and_with_frozen_weights(model: type[LSTM]) -> None:
    lstm, x = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    wanted = lstm(x, LENGTHS)
    with torch.inference_mode():
        torch.testing.assert_close(lstm(x, LENGTHS)[0].clone(), wanted[0].detach())
    (d_x,) = torch.autograd.grad(probe(*wanted), x)
    lstm.requires_grad_(False)
    torch.testing.assert_close(torch.autograd.grad(probe(*lstm(x, LENGTHS)), x)[0], d_x)


# --- sentences for wrong arguments ------------------------------------------------------------------------------------

H = torch.zeros(2, 5)
X = torch.zeros(2, 7, 3)
X_T = torch.zeros(2, 3)
WEIGHTS = torch.zeros(20, 3), torch.zeros(20, 5), torch.zeros(20)
COUPLED = torch.zeros(15, 3), torch.zeros(15, 5), torch.zeros(15), torch.zeros(10)


def wrong_sequences(model: type[LSTM]) -> list[tuple[Callable[[], object], type[Exception], list[str]]]:
    lstm = model(3, 5)
    return [
        (lambda: lstm(X[0]), ValueError, ["x has", "(7, 3)", "(batch, time, input)"]),
        (lambda: lstm(X[:, :0]), ValueError, ["x has", "(2, 0, 3)", "at least one"]),
        (lambda: lstm(torch.zeros(2, 7, 4)), ValueError, ["x has", "(2, 7, 4)", "(2, 7, 3)", "batch, time, input"]),
        (lambda: lstm(X.double()), TypeError, ["x has", "torch.float64", "torch.float32", ".to("]),
        (lambda: lstm(X.to("meta")), ValueError, ["x lies", "meta", "cpu"]),
        (lambda: lstm(X, torch.tensor([7, 3, 1])), ValueError, ["lengths", "(3,)", "(2,)"]),
        (lambda: lstm(X, torch.tensor([7.0, 3.0])), TypeError, ["lengths", "torch.float32", "integers"]),
        (lambda: lstm(X, torch.tensor([8, 1])), ValueError, ["lengths", "from 1 to 8", "from 1 to 7"]),
        (lambda: lstm(X, None, (H,)), ValueError, ["state", "1", "2", "(h, c)"]),
        (lambda: lstm(X, None, (H[:1], H)), ValueError, ["h has", "(1, 5)", "(2, 5)", "batch, hidden"]),
        (lambda: lstm(X, None, (H, torch.zeros(2, 4))), ValueError, ["c has", "(2, 4)", "(2, 5)"]),
        (lambda: lstm(X, None, (H, H.double())), TypeError, ["c has", "torch.float64", "torch.float32"]),
        (lambda: lstm(X, None, (H.to("meta"), H)), ValueError, ["h lies", "meta", "cpu"]),
    ]


def standstill(_x_t: Tensor, state: State) -> State:
    """A cell that checks nothing."""
    return state


def wrong_steps() -> list[tuple[Callable[[], object], type[Exception], list[str]]]:
    U, W, b = WEIGHTS
    U_3, W_3, b_3, p = COUPLED
    gru = GRUCell(3, 5)
    cell = LSTMCell(3, 5)
    gates = (H, H, H, H)
    return [
        (lambda: lstm_step(X_T[0], (H, H), U, W, b), ValueError, ["x_t has", "(3,)", "batch, input"]),
        (lambda: lstm_step(X_T, (H, H), U.T, W, b), ValueError, ["U has", "(3, 20)", "(20, 20)", "4·hidden, input"]),
        (lambda: lstm_step(X_T, (H, H), U, W[:15], b), ValueError, ["W has", "(15, 5)", "(20, 5)", "4·hidden, hidden"]),
        (lambda: lstm_step(X_T, (H, H), U, W, b[:5]), ValueError, ["b has", "(5,)", "(20,)"]),
        (lambda: lstm_step(X_T, (H, H, H), U, W, b), ValueError, ["state", "3", "2", "(h, c)"]),
        (lambda: lstm_step(X_T, (H, H.T), U, W, b), ValueError, ["c has", "(5, 2)", "(2, 5)"]),
        (lambda: cell(torch.zeros(2, 4), (H, H)), ValueError, ["x_t has", "(2, 4)", "(2, 3)"]),
        (lambda: cell(X_T.double(), (H, H)), TypeError, ["x_t has", "torch.float64", "torch.float32"]),
        (lambda: cell(X_T, (H[:1], H)), ValueError, ["h has", "(1, 5)", "(2, 5)"]),
        (lambda: gru(X_T, H[:, :4]), ValueError, ["h has", "(2, 4)", "(2, 5)"]),
        (lambda: gru(X_T[:1], H), ValueError, ["h has", "(2, 5)", "(1, 5)"]),
        (lambda: coupled_peephole_step(X_T, (H, H), U, W, b, p), ValueError, ["W has", "(20, 5)", "(15, 5)"]),
        (lambda: coupled_peephole_step(X_T, (H, H), U_3, W_3, b_3, p[:5]), ValueError, ["p has", "(5,)", "(10,)"]),
        (lambda: coupled_peephole_step(X_T, (H, H[:1]), U_3, W_3, b_3, p), ValueError, ["c has", "(1, 5)", "(2, 5)"]),
        (lambda: lstm_step_backward((H,), X_T, (H, H), gates, U, W), ValueError, ["d_state", "1", "2", "(d_h, d_c)"]),
        (lambda: lstm_step_backward((H.T, H), X_T, (H, H), gates, U, W), ValueError, ["d_h has", "(5, 2)", "(2, 5)"]),
        (lambda: lstm_step_backward((H, H), X_T, (H, H), gates[:3], U, W), ValueError, ["gates", "3", "4", "i, f, g"]),
        (lambda: lstm_step_backward((H, H), X_T, (H, H), (H, H, H[:1], H), U, W), ValueError, ["g has", "(1, 5)"]),
        (lambda: lstm_unroll(cell, X[0], None, (H, H)), ValueError, ["x has", "(7, 3)"]),
        (lambda: lstm_unroll(cell, X, torch.tensor([0, 7]), (H, H)), ValueError, ["lengths", "from 0 to 7"]),
        (lambda: lstm_unroll(standstill, X, None, (H[:1], H)), ValueError, ["h has", "(1, 5)", "(2, 5)"]),
        (lambda: lstm_unroll(standstill, X, None, (H[0], H)), ValueError, ["h has", "(5,)", "(2, 5)"]),
        (lambda: lstm_unroll(standstill, X, None, (H, H[:, :4])), ValueError, ["c has", "(2, 4)", "(2, 5)"]),
        (lambda: lstm_unroll(standstill, X, None, (H, H, H)), ValueError, ["state has", "3", "2", "(h, c)"]),
        (lambda: LSTM(0, 5), ValueError, ["input_size is 0", "at least 1"]),
        (lambda: LSTMCell(3, 0), ValueError, ["hidden_size is 0", "at least 1"]),
    ]


CASES = [*wrong_sequences(LSTM), *wrong_sequences(FastLSTM), *wrong_steps()]


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(("call", "error", "told"), CASES, ids=[f"{n}-{told[0]}" for n, (*_, told) in enumerate(CASES)])
def test_a_wrong_argument_is_answered_by_a_sentence(
    call: Callable[[], object], error: type[Exception], told: list[str]
) -> None:
    with pytest.raises(error) as caught:
        call()
    sentence = str(caught.value)
    assert [word for word in told if word not in sentence] == []
    sentence.encode("cp1252")
