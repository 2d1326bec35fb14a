"""The backward pass by hand: of one step, and through time in `FastLSTM`."""

from collections.abc import Iterator
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.language import _
from course_lib.lstm.cells import LSTMCell, State
from course_lib.lstm.unrolled import LSTM
from course_lib.recurrent import check_parts, check_step

Gates = tuple[
    Float[Tensor, "batch hidden"],
    Float[Tensor, "batch hidden"],
    Float[Tensor, "batch hidden"],
    Float[Tensor, "batch hidden"],
]


def lstm_step_backward(
    d_state: State,
    x_t: Float[Tensor, "batch input"],
    state: State,
    gates: Gates,
    U: Float[Tensor, "4*hidden input"],
    W: Float[Tensor, "4*hidden hidden"],
) -> tuple[
    Float[Tensor, "batch input"],
    State,
    Float[Tensor, "4*hidden input"],
    Float[Tensor, "4*hidden hidden"],
    Float[Tensor, " 4*hidden"],
]:
    """The gradients of one LSTM step, by the chain rule.

    They are those of `x_t`, of `state`, and of `U`, `W` and `b`. `d_state`
    holds the gradients of the loss with respect to (h_t, c_t), the second one
    as it comes from later steps. `state` is (h_{t-1}, c_{t-1}); `gates` are
    (i_t, f_t, g_t, o_t), after their sigmoid or tanh.

    Equations: eq:lstm-backward-c to eq:lstm-backward-b.

    Raises:
        ValueError, TypeError: an argument has a wrong shape, dtype or device.
    """
    check_step(x_t, state, U, W, None, gates=4)
    check_parts("d_state", ("d_h", "d_c"), d_state, len(x_t), W)
    check_parts("gates", ("i", "f", "g", "o"), gates, len(x_t), W)
    h, c = state
    i, f, g, _o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_gates, d_c = gates_backward(d_state, c, tanh_c, gates)
    d_packed = torch.cat(d_gates, dim=1)
    d_x = d_packed @ U  # eq:lstm-backward-x
    d_h = d_packed @ W  # eq:lstm-backward-h
    d_U = d_packed.T @ x_t  # eq:lstm-backward-U
    d_W = d_packed.T @ h  # eq:lstm-backward-W
    d_b = d_packed.sum(0)  # eq:lstm-backward-b
    return d_x, (d_h, d_c), d_U, d_W, d_b


def gates_backward(
    d_state: State,
    c: Float[Tensor, "batch hidden"],
    tanh_c: Float[Tensor, "batch hidden"],
    gates: Gates,
) -> tuple[Gates, Float[Tensor, "batch hidden"]]:
    """The gradients inside the sigmoid or tanh of the gates, and of c_{t-1}.

    `c` is c_{t-1} and `tanh_c` is tanh(c_t). A step uses these lines once,
    `FastLSTM` once for every step.
    """
    d_h, d_c = d_state
    i, f, g, o = gates
    d_c = d_c + through_tanh(d_h * o, tanh_c)  # eq:lstm-backward-c
    d_i = through_sigmoid(d_c * g, i)  # eq:lstm-backward-i
    d_f = through_sigmoid(d_c * c, f)  # eq:lstm-backward-f
    d_g = through_tanh(d_c * i, g)  # eq:lstm-backward-g
    d_o = through_sigmoid(d_h * tanh_c, o)  # eq:lstm-backward-o
    return (d_i, d_f, d_g, d_o), d_c * f  # eq:lstm-backward-state


def through_sigmoid(
    d_y: Float[Tensor, "*axes"], y: Float[Tensor, "*axes"]
) -> Float[Tensor, "*axes"]:
    """The gradient inside a sigmoid whose output is y: d_y * y * (1 - y).

    It is one operation instead of three.
    """
    d_inside: Tensor = torch.ops.aten.sigmoid_backward(d_y, y)
    return d_inside


def through_tanh(
    d_y: Float[Tensor, "*axes"], y: Float[Tensor, "*axes"]
) -> Float[Tensor, "*axes"]:
    """The gradient inside a tanh whose output is y: d_y * (1 - y * y).

    It is one operation instead of three.
    """
    d_inside: Tensor = torch.ops.aten.tanh_backward(d_y, y)
    return d_inside


class FastLSTM(LSTM):
    """The twin of `LSTM` with backpropagation through time written by hand.

    Its results are equal, and it trains faster.

    >>> fast = FastLSTM(input_size=3, hidden_size=5)
    >>> x, lengths = torch.randn(2, 7, 3), torch.tensor([7, 4])
    >>> h, (h_last, c_last) = fast(x, lengths)
    >>> h.shape, h_last.shape, c_last.shape
    (torch.Size([2, 7, 5]), torch.Size([2, 5]), torch.Size([2, 5]))

    Raises:
        NotImplementedError: a second derivative is asked for.
    """

    @classmethod
    def from_cell(cls, cell: LSTMCell) -> "FastLSTM":
        """One that runs a cell over whole sequences, with its parameters."""
        fast = cls.__new__(cls)
        nn.Module.__init__(fast)  # no parameters of its own: nothing is drawn
        fast.input_size, fast.hidden_size = cell.input_size, cell.hidden_size
        fast.U, fast.W, fast.b = cell.U, cell.W, cell.b
        return fast

    def run(
        self,
        x: Float[Tensor, "batch time input"],
        state: State,
        last: tuple[Tensor, Tensor] | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], State]:
        apply: Any = BackpropagationThroughTime.apply
        h, c = apply(x.transpose(0, 1), *state, self.U, self.W, self.b)
        at: int | tuple[Tensor, Tensor] = -1 if last is None else last
        return h.transpose(0, 1), (h[at], c[at])


class BackpropagationThroughTime(torch.autograd.Function):
    """An LSTM over time-first inputs: every h and every c.

    Forward keeps the gates, backward goes back through them.
    """

    @staticmethod
    def forward(
        ctx: Any,
        x: Float[Tensor, "time batch input"],
        h: Float[Tensor, "batch hidden"],
        c: Float[Tensor, "batch hidden"],
        U: Float[Tensor, "4*hidden input"],
        W: Float[Tensor, "4*hidden hidden"],
        b: Float[Tensor, " 4*hidden"],
    ) -> tuple[
        Float[Tensor, "time batch hidden"], Float[Tensor, "time batch hidden"]
    ]:
        x = x.contiguous()
        time, batch, hidden = *x.shape[:2], W.shape[1]
        # a copy pays where many steps read it
        W_T = W.T.contiguous() if time > 8 else W.T
        gates = torch.addmm(b, x.flatten(0, 1), U.T)
        gates = gates.unflatten(0, (time, batch))
        i_and_f = gates[:, :, : 2 * hidden]
        tanh_c = x.new_empty(time, batch, hidden)
        h_all = x.new_empty(time + 1, batch, hidden)
        c_all = x.new_empty(time + 1, batch, hidden)
        h_all[0], c_all[0] = h, c
        before = h_all[:-1], c_all[:-1]
        after = tanh_c, h_all[1:], c_all[1:]
        for packed, i_f, i, f, g, o, h, c, tanh_c_t, h_t, c_t in steps(
            gates, i_and_f, *gates.chunk(4, dim=2), *before, *after
        ):
            packed.addmm_(h, W_T)  # in place: the memory is our own
            i_f.sigmoid_()
            g.tanh_()
            o.sigmoid_()
            torch.mul(f, c, out=c_t).addcmul_(i, g)  # eq:lstm-c
            torch.mul(o, torch.tanh(c_t, out=tanh_c_t), out=h_t)  # eq:lstm-h
        ctx.save_for_backward(x, U, W, gates, h_all, c_all, tanh_c)
        ctx.set_materialize_grads(False)
        return h_all[1:], c_all[1:]

    @staticmethod
    def backward(
        ctx: Any, d_h_all: Tensor | None, d_c_all: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        if torch.is_grad_enabled():
            raise NotImplementedError(
                _(
                    "FastLSTM was asked for a second derivative; "
                    "wanted at most the first, "
                    "its backward pass is written by hand. "
                    "Use LSTM, which has all derivatives, "
                    "or leave out create_graph=True."
                )
            )
        x, U, W, gates, h_all, c_all, tanh_c = ctx.saved_tensors
        nothing = h_all.new_zeros(()).expand_as(tanh_c)
        d_h_all = nothing if d_h_all is None else d_h_all
        d_c_all = nothing if d_c_all is None else d_c_all
        d_h = d_c = nothing[0]
        # rows of a power of two would share places in the processor's cache
        apart = 16
        time, batch, width = gates.shape
        d_packed = gates.new_empty(time, batch, width + apart)[:, :, :-apart]
        results = d_packed, d_h_all, d_c_all, c_all[:-1], tanh_c
        back = reversed(list(steps(*results, *gates.chunk(4, dim=2))))
        for d_packed_t, d_h_t, d_c_t, c, tanh_c_t, i, f, g, o in back:
            d_state = d_h + d_h_t, d_c + d_c_t
            d_gates, d_c = gates_backward(d_state, c, tanh_c_t, (i, f, g, o))
            torch.cat(d_gates, dim=1, out=d_packed_t)
            d_h = d_packed_t @ W  # eq:lstm-backward-h
        d_flat = d_packed.flatten(0, 1)
        d_x = None
        if ctx.needs_input_grad[0]:
            d_x = (d_flat @ U).view_as(x)  # eq:lstm-backward-x
        d_U = d_flat.T @ x.flatten(0, 1)  # eq:lstm-backward-U
        d_W = d_flat.T @ h_all[:-1].flatten(0, 1)  # eq:lstm-backward-W
        d_b = d_flat.sum(0)  # eq:lstm-backward-b
        return d_x, d_h, d_c, d_U, d_W, d_b


def steps(*tensors: Tensor) -> Iterator[tuple[Tensor, ...]]:
    """The time steps of several time-first tensors, side by side.

    That is faster than an index in each.
    """
    return zip(*(tensor.unbind(0) for tensor in tensors), strict=True)
