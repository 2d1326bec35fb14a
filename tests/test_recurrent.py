"""The plain recurrent network against torch.nn, its gradients, and the sentences that answer wrong arguments of any model."""

import copy
import time
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from course_lib.recurrent import (
    RNN,
    RNNCell,
    check_fits,
    check_parts,
    check_sequence,
    check_step,
    clip_gradients,
    gradient_norms,
    length_mask,
    rnn_step,
    rnn_unroll,
)

BATCH, TIME, INPUT, HIDDEN = 4, 7, 3, 5
LENGTHS = torch.tensor([7, 3, 1, 5])  # neither sorted nor all long
PADDING = torch.arange(TIME) >= LENGTHS[:, None]

any_init = pytest.mark.parametrize("init", ["uniform", "orthogonal", "identity"])
padded = pytest.mark.parametrize("lengths", [None, LENGTHS], ids=["full", "padded"])
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def random(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, requires_grad=True)


def probe(*outputs: Tensor) -> Tensor:
    """A scalar in which every output has another weight, so that no gradient can hide in a sum."""
    return sum(
        (output * torch.linspace(-1, 2, output.numel(), dtype=output.dtype).view_as(output)).sum() for output in outputs
    )


def rnn_arguments() -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    return (
        random(BATCH, INPUT),
        random(BATCH, HIDDEN),
        random(HIDDEN, INPUT),
        random(HIDDEN, HIDDEN),
        random(HIDDEN),
    )


# --- one step ---------------------------------------------------------------------------------------------------------


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


@needs_cuda
def test_rnn_cell_runs_on_cuda() -> None:
    cell, x_t, h = RNNCell(INPUT, HIDDEN), torch.randn(BATCH, INPUT), torch.randn(BATCH, HIDDEN)
    on_cuda = copy.deepcopy(cell).cuda()(x_t.cuda(), h.cuda())
    torch.testing.assert_close(on_cuda.cpu(), cell(x_t, h))


def test_rnn_step_leaves_its_arguments_alone() -> None:
    arguments = [argument.detach() for argument in rnn_arguments()]
    before = copy.deepcopy(arguments)
    rnn_step(*arguments)
    torch.testing.assert_close(arguments, before, rtol=0, atol=0)


# --- over time: equal to torch.nn -------------------------------------------------------------------------------------


def torch_twin(rnn: RNN) -> nn.RNN:
    twin = nn.RNN(INPUT, HIDDEN, batch_first=True, dtype=rnn.W.dtype)
    with torch.no_grad():
        twin.weight_ih_l0.copy_(rnn.U)
        twin.weight_hh_l0.copy_(rnn.W)
        twin.bias_ih_l0.copy_(rnn.b)
        twin.bias_hh_l0.zero_()
    return twin


def run_torch(twin: nn.RNN, x: Tensor, lengths: Tensor | None, h: Tensor) -> tuple[Tensor, Tensor]:
    if lengths is None:
        every_h, h_last = twin(x, h[None])
    else:
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        packed, h_last = twin(packed, h[None])
        every_h, _lengths = pad_packed_sequence(packed, batch_first=True, total_length=x.shape[1])
    return every_h, h_last[0]


@any_init
@padded
def test_rnn_equals_torch(init: str, lengths: Tensor | None) -> None:
    ours = RNN(INPUT, HIDDEN, init).double()
    theirs = torch_twin(ours)
    x, h = random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    our_results, their_results = ours(x, lengths, h), run_torch(theirs, x, lengths, h)
    torch.testing.assert_close(our_results, their_results)
    torch.testing.assert_close(
        torch.autograd.grad(probe(*our_results), (x, h, ours.U, ours.W, ours.b)),
        torch.autograd.grad(probe(*their_results), (x, h, theirs.weight_ih_l0, theirs.weight_hh_l0, theirs.bias_ih_l0)),
    )


def test_rnn_starts_from_zeros_and_takes_all_tokens() -> None:
    ours, x = RNN(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    zeros, all_real = torch.zeros(BATCH, HIDDEN, dtype=torch.float64), torch.full((BATCH,), TIME)
    torch.testing.assert_close(ours(x), run_torch(torch_twin(ours), x, None, zeros))
    torch.testing.assert_close(ours(x, all_real), ours(x))


def test_only_the_last_state_in_the_loss() -> None:
    ours, x, h = RNN(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    torch.testing.assert_close(
        torch.autograd.grad(probe(ours(x, LENGTHS, h)[1]), (x, h)),
        torch.autograd.grad(probe(run_torch(torch_twin(ours), x, LENGTHS, h)[1]), (x, h)),
    )


@pytest.mark.parametrize("lengths", [None, torch.tensor([3, 2])], ids=["full", "padded"])
def test_rnn_gradients_by_finite_differences(lengths: Tensor | None) -> None:
    rnn = RNN(2, 3).double()

    def run(x: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        return torch.func.functional_call(rnn, {"U": U, "W": W, "b": b}, (x, lengths, h))

    def unroll(x: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        return rnn_unroll(lambda x_t, h: rnn_step(x_t, h, U, W, b), x, lengths, h)

    arguments = random(2, 3, 2), random(2, 3), random(3, 2), random(3, 3), random(3)
    for function in (run, unroll):
        assert torch.autograd.gradcheck(function, arguments)
        assert torch.autograd.gradgradcheck(function, arguments)


# --- over time: one step and the whole sequence -----------------------------------------------------------------------


def test_step_by_step_is_the_whole_sequence() -> None:
    rnn, x, h = RNN(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    cell = RNNCell(INPUT, HIDDEN).double()
    cell.load_state_dict(rnn.state_dict())
    torch.testing.assert_close(rnn(x, LENGTHS, h), rnn_unroll(cell, x, LENGTHS, h))
    whole, last = rnn(x, None, h)
    for t in range(TIME):
        every_h, h = rnn(x[:, t : t + 1], None, h)
        torch.testing.assert_close(every_h[:, 0], whole[:, t])
    torch.testing.assert_close(h, last)


def test_a_state_carries_over_from_part_to_part() -> None:
    rnn, x, h = RNN(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    whole = rnn(x, None, h)
    first, middle = rnn(x[:, :3], None, h)
    second, last = rnn(x[:, 3:], None, middle)
    in_parts = torch.cat((first, second), dim=1), last
    torch.testing.assert_close(in_parts, whole)
    torch.testing.assert_close(
        torch.autograd.grad(probe(*in_parts), (x, h, *rnn.parameters())),
        torch.autograd.grad(probe(*whole), (x, h, *rnn.parameters())),
    )


def test_rnn_unroll_takes_any_cell() -> None:
    x, zeros = torch.ones(BATCH, TIME, INPUT), torch.zeros(BATCH, INPUT)
    every_h, h_last = rnn_unroll(torch.add, x, LENGTHS, zeros)
    for n, length in enumerate(LENGTHS.tolist()):
        assert every_h[n, :, 0].tolist() == [*range(1, length + 1), *[0] * (TIME - length)]
    assert h_last[:, 0].tolist() == LENGTHS.tolist()


def test_one_step_of_one_row_is_rnn_step() -> None:
    rnn, x, h = RNN(INPUT, HIDDEN).double(), random(1, 1, INPUT), random(1, HIDDEN)
    wanted = rnn_step(x[:, 0], h, rnn.U, rnn.W, rnn.b)
    torch.testing.assert_close(rnn(x, torch.tensor([1]), h), (wanted[:, None], wanted))


# --- over time: what must not matter ----------------------------------------------------------------------------------


class Unrolled(nn.Module):
    """A cell with `rnn_unroll`, called like RNN."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.cell = RNNCell(input_size, hidden_size)

    def forward(self, x: Tensor, lengths: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        return rnn_unroll(self.cell, x, lengths, h)


both = pytest.mark.parametrize("model", [RNN, Unrolled])


@both
@pytest.mark.parametrize("rubbish", [1e3, 1e300, float("inf"), float("nan")])
def test_padding_changes_nothing(model: type[nn.Module], rubbish: float) -> None:
    rnn, x, h = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    clean, dirty = (x.detach().masked_fill(PADDING[:, :, None], fill).requires_grad_() for fill in (0, rubbish))
    results, wanted = rnn(dirty, LENGTHS, h), rnn(clean, LENGTHS, h)
    torch.testing.assert_close(results, wanted, rtol=0, atol=0)
    assert results[0][PADDING].eq(0).all()
    d_x, *d_others = torch.autograd.grad(probe(*results), (dirty, h, *rnn.parameters()))
    wanted_gradients = torch.autograd.grad(probe(*wanted), (clean, h, *rnn.parameters()))
    torch.testing.assert_close((d_x, *d_others), wanted_gradients, rtol=0, atol=0)
    assert d_x[PADDING].eq(0).all()
    assert d_x[~PADDING].ne(0).all()


@both
def test_a_row_does_not_touch_another(model: type[nn.Module]) -> None:
    rnn, x, h = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    every_h, h_last = rnn(x, LENGTHS, h)
    for n, length in enumerate(LENGTHS.tolist()):
        alone, last_alone = rnn(x[n : n + 1, :length], LENGTHS[n : n + 1], h[n : n + 1])
        torch.testing.assert_close(every_h[n : n + 1, :length], alone)
        torch.testing.assert_close(h_last[n : n + 1], last_alone)


def test_the_future_does_not_leak() -> None:
    rnn, x, now = RNN(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), 4
    other = x.detach().clone()
    other[:, now:] = torch.randn(BATCH, TIME - now, INPUT)
    torch.testing.assert_close(rnn(other)[0][:, :now], rnn(x)[0][:, :now])
    assert rnn(other)[0][:, now:].ne(rnn(x)[0][:, now:]).all()
    (d_x,) = torch.autograd.grad(rnn(x)[0][:, :now].sum(), x)
    assert d_x[:, now:].eq(0).all()
    assert d_x[:, :now].ne(0).all()


# --- the initialisation of W ------------------------------------------------------------------------------------------


def test_rnn_begins_with_the_parameters_of_the_cell() -> None:
    torch.manual_seed(3)
    rnn = RNN(INPUT, HIDDEN)
    torch.manual_seed(3)
    torch.testing.assert_close(dict(rnn.state_dict()), dict(RNNCell(INPUT, HIDDEN).state_dict()), rtol=0, atol=0)


@any_init
def test_the_initialisation_is_about_W_alone(init: str) -> None:
    rnn = RNN(40, 400, init)
    bound = 400**-0.5
    for weight in (rnn.U, rnn.b):
        assert 0.98 * bound < weight.abs().max() <= bound
    assert all(weight.requires_grad and weight.is_leaf for weight in rnn.parameters())
    is_orthogonal = torch.allclose(rnn.W @ rnn.W.T, torch.eye(400), atol=1e-4)
    assert is_orthogonal == (init != "uniform")
    assert torch.equal(rnn.W, torch.eye(400)) == (init == "identity")


def test_an_identity_initialisation_keeps_every_unit_to_itself() -> None:
    rnn, h = RNN(INPUT, HIDDEN, init="identity").double(), random(BATCH, HIDDEN)
    with torch.no_grad():
        rnn.U.zero_()
        rnn.b.zero_()
    every_h, _last = rnn(random(BATCH, TIME, INPUT), None, h)
    wanted = h
    for t in range(TIME):
        wanted = torch.tanh(wanted)
        torch.testing.assert_close(every_h[:, t], wanted, rtol=0, atol=0)


@pytest.mark.parametrize("init", ["orthogonal", "identity"])
def test_an_orthogonal_initialisation_keeps_the_length_of_small_states_and_of_their_gradients(init: str) -> None:
    rnn, h = RNN(INPUT, HIDDEN, init).double(), 1e-9 * random(BATCH, HIDDEN)  # so small that tanh is the identity
    with torch.no_grad():
        rnn.U.zero_()
        rnn.b.zero_()
        rnn.W.copy_(torch.linalg.qr(rnn.W).Q)  # the initialisation was drawn in single precision
    x = torch.zeros(BATCH, 100, INPUT, dtype=torch.float64)
    every_h, h_last = rnn(x, None, h)
    torch.testing.assert_close(every_h.norm(dim=2), h.norm(dim=1, keepdim=True).expand(BATCH, 100), rtol=1e-12, atol=0)
    d_last = torch.randn_like(h_last)
    (d_h,) = torch.autograd.grad(h_last, h, d_last)
    torch.testing.assert_close(d_h.norm(dim=1), d_last.norm(dim=1), rtol=1e-12, atol=0)


# --- over time: learning, devices, dtypes, arguments ------------------------------------------------------------------


def test_overfits_one_batch_by_remembering_the_first_token() -> None:
    started = time.process_time()
    rnn, readout = RNN(8, 32, init="orthogonal"), nn.Linear(32, 8)
    tokens = torch.randint(8, (16, TIME))
    lengths = torch.randint(1, TIME + 1, (16,))
    x = nn.functional.one_hot(tokens, 8).float()
    optimizer = torch.optim.Adam([*rnn.parameters(), *readout.parameters()], lr=0.01)
    for _step in range(60):
        loss = nn.functional.cross_entropy(readout(rnn(x, lengths)[1]), tokens[:, 0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 0.05
    assert time.process_time() - started < 2


@any_init
def test_the_same_seed_gives_the_same_numbers(init: str) -> None:
    def numbers(seed: int) -> tuple[Tensor, ...]:
        torch.manual_seed(seed)
        rnn, x = RNN(INPUT, HIDDEN, init), torch.randn(BATCH, TIME, INPUT)
        results = rnn(x, LENGTHS)
        return results[1].detach(), *torch.autograd.grad(probe(*results), (rnn.U, rnn.W, rnn.b))

    torch.testing.assert_close(numbers(3), numbers(3), rtol=0, atol=0)
    assert numbers(3)[0].ne(numbers(4)[0]).all()


@both
def test_arguments_stay_as_they_are(model: type[nn.Module]) -> None:
    rnn, x, h = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    given = [x, h, LENGTHS, *rnn.parameters()]
    before = [tensor.detach().clone() for tensor in given]
    versions = [tensor._version for tensor in given]  # torch counts what is done in place
    probe(*rnn(x, LENGTHS, h)).backward()
    torch.testing.assert_close([tensor.detach() for tensor in given], before, rtol=0, atol=0)
    assert [tensor._version for tensor in given] == versions


@both
@padded
def test_runs_without_data(model: type[nn.Module], lengths: Tensor | None) -> None:
    rnn, x = model(INPUT, HIDDEN).to("meta"), torch.empty(BATCH, TIME, INPUT, device="meta", requires_grad=True)
    h = torch.empty(BATCH, HIDDEN, device="meta")
    every_h, h_last = rnn(x, None if lengths is None else lengths.to("meta"), h)
    (every_h.sum() + h_last.sum()).backward()
    assert (every_h.shape, h_last.shape) == ((BATCH, TIME, HIDDEN), (BATCH, HIDDEN))
    assert all(tensor.is_meta for tensor in (every_h, h_last, x.grad, *(weight.grad for weight in rnn.parameters())))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_the_dtype_follows_the_input(dtype: torch.dtype) -> None:
    rnn = RNN(INPUT, HIDDEN).to(dtype)
    every_h, h_last = rnn(torch.randn(BATCH, TIME, INPUT, dtype=dtype), LENGTHS)
    assert every_h.dtype == h_last.dtype == dtype


@needs_cuda
@both
@padded
def test_runs_on_cuda(model: type[nn.Module], lengths: Tensor | None) -> None:
    rnn, x, h = model(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT), random(BATCH, HIDDEN)
    on_cuda, x_cuda = copy.deepcopy(rnn).cuda(), x.detach().cuda().requires_grad_()
    results = rnn(x, lengths, h)
    on_cpu = [
        result.cpu() for result in on_cuda(x_cuda, None if lengths is None else lengths.cuda(), h.detach().cuda())
    ]
    torch.testing.assert_close(on_cpu, list(results))
    probe(*results).backward()
    probe(*on_cpu).backward()
    torch.testing.assert_close(x_cuda.grad.cpu(), x.grad)
    for weight_cuda, weight in zip(on_cuda.parameters(), rnn.parameters(), strict=True):
        torch.testing.assert_close(weight_cuda.grad.cpu(), weight.grad)


def test_works_in_inference_mode_and_with_frozen_weights() -> None:
    rnn, x = RNN(INPUT, HIDDEN).double(), random(BATCH, TIME, INPUT)
    wanted = rnn(x, LENGTHS)
    with torch.inference_mode():
        torch.testing.assert_close(rnn(x, LENGTHS)[0].clone(), wanted[0].detach())
    (d_x,) = torch.autograd.grad(probe(*wanted), x)
    rnn.requires_grad_(False)
    torch.testing.assert_close(torch.autograd.grad(probe(*rnn(x, LENGTHS)), x)[0], d_x)


# --- the norms of gradients on their way back -------------------------------------------------------------------------


def constant(*shape: int) -> Tensor:
    """Random numbers that do not ask for a gradient."""
    return random(*shape).detach()


def norm_arguments() -> tuple[Tensor, Tensor, Tensor]:
    """x, h and d_h, none of which asks for a gradient."""
    return random(BATCH, TIME, INPUT).detach(), random(BATCH, HIDDEN).detach(), random(BATCH, HIDDEN).detach()


def test_gradient_norms_equal_products_with_the_jacobian() -> None:
    cell, (x, h, d_h) = RNNCell(INPUT, HIDDEN).double().requires_grad_(False), norm_arguments()
    norms = gradient_norms(cell, x, h, d_h)
    assert norms.shape == (BATCH, TIME)
    every_h, _last = rnn_unroll(cell, x, None, h)
    for n in range(BATCH):
        for t in range(TIME):

            def last_h(h_t: Tensor, to_come: Tensor = x[n, t + 1 :]) -> Tensor:
                for x_t in to_come:
                    (h_t,) = cell(x_t[None], h_t[None])
                return h_t

            jacobian = torch.func.jacrev(last_h)(every_h[n, t])
            torch.testing.assert_close(norms[n, t], (jacobian.T @ d_h[n]).norm())


def test_gradient_norms_of_a_linear_step_are_powers_of_W() -> None:
    (x, h, d_h), W = norm_arguments(), random(HIDDEN, HIDDEN).detach()
    norms = gradient_norms(lambda _x_t, h: h @ W.T, x, h, d_h)
    for t in range(TIME):
        back = torch.linalg.matrix_power(W.T, TIME - 1 - t)
        torch.testing.assert_close(norms[:, t], (back @ d_h.T).norm(dim=0))


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.1])
def test_a_scaled_rotation_changes_a_gradient_by_its_scale_at_each_step(scale: float) -> None:
    (x, h, d_h), W = norm_arguments(), nn.init.orthogonal_(torch.empty(HIDDEN, HIDDEN, dtype=torch.float64), gain=scale)
    norms = gradient_norms(lambda _x_t, h: h @ W.T, x, h, d_h)
    steps_back = torch.arange(TIME - 1, -1, -1, dtype=torch.float64)
    wanted = d_h.norm(dim=1, keepdim=True) * scale**steps_back
    torch.testing.assert_close(norms, wanted)


def test_with_an_orthogonal_W_the_slopes_of_tanh_shrink_a_gradient() -> None:
    (x, h, d_h), W = norm_arguments(), nn.init.orthogonal_(torch.empty(HIDDEN, HIDDEN, dtype=torch.float64))
    norms = gradient_norms(lambda _x_t, h: torch.tanh(h @ W.T), x, h, d_h)
    assert norms.diff(dim=1).gt(0).all()
    torch.testing.assert_close(norms[:, -1], d_h.norm(dim=1), rtol=0, atol=0)


def test_gradient_norms_of_one_row_and_one_step_alone() -> None:
    cell, (x, h, d_h) = RNNCell(INPUT, HIDDEN).double(), norm_arguments()
    norms = gradient_norms(cell, x, h, d_h)
    for n in range(BATCH):
        alone = gradient_norms(cell, x[n : n + 1], h[n : n + 1], d_h[n : n + 1])
        torch.testing.assert_close(alone, norms[n : n + 1])
    torch.testing.assert_close(gradient_norms(cell, x[:, :1], h, d_h), d_h.norm(dim=1, keepdim=True))
    assert gradient_norms(cell, x, h, torch.zeros_like(d_h)).eq(0).all()


@pytest.mark.parametrize("learns", [True, False])
def test_no_gradient_passes_a_step_that_forgets(learns: bool) -> None:
    (x, h, d_h), U = norm_arguments(), random(HIDDEN, INPUT).detach().requires_grad_(learns)
    norms = gradient_norms(lambda x_t, _h: torch.tanh(x_t @ U.T), x, h, d_h)
    assert norms[:, :-1].eq(0).all()
    torch.testing.assert_close(norms[:, -1], d_h.norm(dim=1))


def test_gradient_norms_need_no_gradient_and_leave_none_behind() -> None:
    cell, (x, h, d_h) = RNNCell(INPUT, HIDDEN).double(), norm_arguments()
    wanted = gradient_norms(copy.deepcopy(cell).requires_grad_(False), x, h, d_h)
    cell.W.grad = torch.ones_like(cell.W)  # somebody's, from before
    for tensor in (x, h):
        tensor.requires_grad_()
    given = [x, h, d_h, *cell.parameters()]
    before = [tensor.detach().clone() for tensor in given]
    for recording in (True, False):
        with torch.set_grad_enabled(recording):
            norms = gradient_norms(cell, x, h, d_h)
            assert torch.is_grad_enabled() == recording
        torch.testing.assert_close(norms, wanted, rtol=0, atol=0)
        assert not norms.requires_grad
    torch.testing.assert_close([tensor.detach() for tensor in given], before, rtol=0, atol=0)
    assert [tensor for tensor in (x, h, d_h, cell.U, cell.b) if tensor.grad is not None] == []
    assert cell.W.grad.eq(1).all()
    assert x.requires_grad
    assert not d_h.requires_grad


def test_gradient_norms_run_anywhere() -> None:
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        arguments = (argument.to(dtype) for argument in norm_arguments())
        assert gradient_norms(RNNCell(INPUT, HIDDEN).to(dtype), *arguments).dtype == dtype
    on_meta = gradient_norms(RNNCell(INPUT, HIDDEN).to("meta"), *(a.float().to("meta") for a in norm_arguments()))
    assert on_meta.is_meta
    assert on_meta.shape == (BATCH, TIME)


@needs_cuda
def test_gradient_norms_run_on_cuda() -> None:
    cell, arguments = RNNCell(INPUT, HIDDEN).double(), norm_arguments()
    on_cuda = gradient_norms(copy.deepcopy(cell).cuda(), *(argument.cuda() for argument in arguments))
    torch.testing.assert_close(on_cuda.cpu(), gradient_norms(cell, *arguments))


# --- clipping ---------------------------------------------------------------------------------------------------------

GRADIENT_SHAPES = (3, 4), (5,), (), (2, 1, 3)


def some_gradients() -> list[Tensor]:
    return [random(*shape).detach() for shape in GRADIENT_SHAPES]


@pytest.mark.parametrize("max_norm", [1e-3, 1.0, 1e3])
def test_clipping_equals_torch_within_its_epsilon(max_norm: float) -> None:
    gradients = some_gradients()
    parameters = [nn.Parameter(torch.empty_like(gradient)) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.clone()
    wanted_norm = nn.utils.clip_grad_norm_(parameters, max_norm)
    clipped, norm = clip_gradients(gradients, max_norm)
    torch.testing.assert_close(norm, wanted_norm)
    wanted = tuple(parameter.grad for parameter in parameters)
    torch.testing.assert_close(clipped, wanted, rtol=1e-5, atol=0)  # torch divides by the norm plus 1e-6


def flat(gradients: tuple[Tensor, ...] | list[Tensor]) -> Tensor:
    return torch.cat([gradient.flatten() for gradient in gradients])


def test_clipping_keeps_the_direction_and_reaches_max_norm() -> None:
    gradients = some_gradients()
    clipped, norm = clip_gradients(gradients, 0.25)
    torch.testing.assert_close(norm, flat(gradients).norm())
    torch.testing.assert_close(flat(clipped).norm(), torch.tensor(0.25, dtype=torch.float64))
    torch.testing.assert_close(flat(clipped) / 0.25, flat(gradients) / norm)
    assert isinstance(clipped, tuple)
    assert tuple(gradient.shape for gradient in clipped) == GRADIENT_SHAPES


def test_what_is_within_max_norm_stays_to_the_last_bit() -> None:
    gradients = some_gradients()
    for max_norm in (1e3, float("inf")):
        torch.testing.assert_close(clip_gradients(gradients, max_norm)[0], tuple(gradients), rtol=0, atol=0)
    at_the_limit = [torch.tensor([3.0, 0.0]), torch.tensor([-4.0])]
    clipped, norm = clip_gradients(at_the_limit, 5.0)
    assert norm == 5
    torch.testing.assert_close(clipped, tuple(at_the_limit), rtol=0, atol=0)


def test_clipping_zeros_gives_zeros() -> None:
    clipped, norm = clip_gradients([torch.zeros(3, 4), torch.zeros(5)], 1.0)
    assert norm == 0
    torch.testing.assert_close(clipped, (torch.zeros(3, 4), torch.zeros(5)), rtol=0, atol=0)


@pytest.mark.parametrize("max_norm", [1.0, float("inf")])
@pytest.mark.parametrize("exploded", [float("inf"), float("-inf"), float("nan")])
def test_gradients_that_exploded_become_zeros(exploded: float, max_norm: float) -> None:
    gradients = some_gradients()
    gradients[1][2] = exploded
    clipped, norm = clip_gradients(gradients, max_norm)
    assert not norm.isfinite()
    assert norm.isnan() == (exploded != exploded)
    torch.testing.assert_close(clipped, tuple(torch.zeros_like(gradient) for gradient in gradients), rtol=0, atol=0)


def test_a_length_too_large_for_the_dtype_counts_as_exploded() -> None:
    clipped, norm = clip_gradients([torch.full((2,), 3e38)], 1.0)
    assert norm.isinf()
    assert clipped[0].eq(0).all()


def test_clipping_one_tensor() -> None:
    clipped, norm = clip_gradients((torch.tensor([6.0, 8.0]),), 5.0)
    assert norm == 10
    torch.testing.assert_close(clipped, (torch.tensor([3.0, 4.0]),))


def test_clipping_leaves_its_arguments_alone() -> None:
    for max_norm in (1e-3, 1e3):
        gradients = some_gradients()
        before = copy.deepcopy(gradients)
        clipped, _norm = clip_gradients(gradients, max_norm)
        for gradient in clipped:
            gradient.zero_()  # what the caller does with the answer is not done to the argument
        torch.testing.assert_close(gradients, before, rtol=0, atol=0)


def test_clipping_runs_anywhere() -> None:
    for dtype in (torch.float64, torch.float32, torch.bfloat16):
        clipped, norm = clip_gradients([gradient.to(dtype) for gradient in some_gradients()], 0.5)
        assert {norm.dtype, *(gradient.dtype for gradient in clipped)} == {dtype}
    clipped, norm = clip_gradients([gradient.to("meta") for gradient in some_gradients()], 0.5)
    assert norm.is_meta
    assert norm.shape == ()
    assert tuple(gradient.shape for gradient in clipped if gradient.is_meta) == GRADIENT_SHAPES


@needs_cuda
def test_clipping_runs_on_cuda() -> None:
    gradients = some_gradients()
    clipped, norm = clip_gradients([gradient.cuda() for gradient in gradients], 0.5)
    on_cpu = tuple(gradient.cpu() for gradient in clipped), norm.cpu()
    torch.testing.assert_close(on_cpu, clip_gradients(gradients, 0.5))


# --- masks and sentences ----------------------------------------------------------------------------------------------


def test_length_mask_counts_the_lengths() -> None:
    lengths = torch.tensor([1, 4, 2])
    mask = length_mask(lengths, time=4)
    assert mask.dtype == torch.bool
    assert mask.tolist() == [[True, False, False, False], [True] * 4, [True, True, False, False]]
    assert length_mask(lengths.int(), time=5).sum(1).tolist() == [1, 4, 2]


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


H = torch.zeros(2, 5)
X = torch.zeros(2, 7, 3)


def keep(_x_t: Tensor, h: Tensor) -> Tensor:
    """A cell that checks nothing."""
    return h


def wrong_calls() -> list[tuple[Callable[[], object], type[Exception], list[str]]]:
    rnn = RNN(3, 5)
    return [
        (lambda: rnn(X[0]), ValueError, ["x has", "(7, 3)", "(batch, time, input)"]),
        (lambda: rnn(X[:, :0]), ValueError, ["x has", "(2, 0, 3)", "at least one"]),
        (lambda: rnn(torch.zeros(2, 7, 4)), ValueError, ["x has", "(2, 7, 4)", "(2, 7, 3)", "batch, time, input"]),
        (lambda: rnn(X.double()), TypeError, ["x has", "torch.float64", "torch.float32", ".to("]),
        (lambda: rnn(X.to("meta")), ValueError, ["x lies", "meta", "cpu", ".to('cpu')"]),
        (lambda: rnn(X, torch.tensor([7, 3, 1])), ValueError, ["lengths has", "(3,)", "(2,)"]),
        (lambda: rnn(X, torch.tensor([7.0, 3.0])), TypeError, ["lengths has", "torch.float32", "integers"]),
        (lambda: rnn(X, torch.tensor([8, 1])), ValueError, ["lengths goes", "from 1 to 8", "from 1 to 7"]),
        (lambda: rnn(X, None, H[:1]), ValueError, ["h has", "(1, 5)", "(2, 5)", "batch, hidden"]),
        (lambda: rnn(X, None, H[:, :4]), ValueError, ["h has", "(2, 4)", "(2, 5)"]),
        (lambda: rnn(X, None, H.double()), TypeError, ["h has", "torch.float64", "torch.float32"]),
        (lambda: rnn(X, None, H.to("meta")), ValueError, ["h lies", "meta", "cpu"]),
        (lambda: RNN(0, 5), ValueError, ["input_size is 0", "at least 1"]),
        (lambda: RNN(3, -1), ValueError, ["hidden_size is -1", "at least 1"]),
        (lambda: RNN(3, 5, "zero"), ValueError, ["init is “zero”", "uniform, orthogonal, identity"]),  # type: ignore[arg-type]
        (lambda: rnn_unroll(keep, X[0], None, H), ValueError, ["x has", "(7, 3)", "(batch, time, input)"]),
        (lambda: rnn_unroll(keep, X, torch.tensor([0, 7]), H), ValueError, ["lengths goes", "from 0 to 7", "from 1"]),
        (lambda: rnn_unroll(keep, X, torch.tensor([True, True]), H), TypeError, ["lengths has", "torch.bool"]),
        (lambda: rnn_unroll(keep, X, None, H[:1]), ValueError, ["h has", "(1, 5)", "(2, 5)", "batch, hidden"]),
        (lambda: rnn_unroll(keep, X, None, H[0]), ValueError, ["h has", "(5,)", "(2, 5)"]),
        (lambda: gradient_norms(keep, X[0], H, H), ValueError, ["x has", "(7, 3)", "(batch, time, input)"]),
        (lambda: gradient_norms(keep, X[:, :0], H, H), ValueError, ["x has", "(2, 0, 3)", "at least one"]),
        (lambda: gradient_norms(keep, X, H[:1], H), ValueError, ["h has", "(1, 5)", "(2, 5)", "batch, hidden"]),
        (lambda: gradient_norms(keep, X, H, H[:1]), ValueError, ["d_h has", "(1, 5)", "(2, 5)", "batch, hidden"]),
        (lambda: gradient_norms(keep, X, H, H.double()), TypeError, ["d_h has", "torch.float64", "torch.float32"]),
        (lambda: gradient_norms(keep, X, H, H.to("meta")), ValueError, ["d_h lies", "meta", "cpu"]),
        (lambda: clip_gradients([H], 0.0), ValueError, ["max_norm is 0.0", "greater than 0"]),
        (lambda: clip_gradients([H], -1.0), ValueError, ["max_norm is -1.0", "greater than 0"]),
        (lambda: clip_gradients([H], float("nan")), ValueError, ["max_norm is nan", "greater than 0"]),
        (lambda: clip_gradients([], 1.0), ValueError, ["There are no gradients", "at least one tensor"]),
    ]


WRONG_CALLS = wrong_calls()


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(
    ("call", "error", "told"), WRONG_CALLS, ids=[f"{n}-{told[0]}" for n, (*_, told) in enumerate(WRONG_CALLS)]
)
def test_a_wrong_argument_is_answered_by_a_sentence(
    call: Callable[[], object], error: type[Exception], told: list[str]
) -> None:
    with pytest.raises(error) as caught:
        call()
    sentence = str(caught.value)
    assert [word for word in told if word not in sentence] == []
    assert sentence.startswith(told[0])
    sentence.encode("cp1252")
