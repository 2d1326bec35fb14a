"""Cells: one step of the LSTM and of its cousins, one line an equation."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.recurrent import check_fits, check_step, uniform_parameters

State = tuple[Float[Tensor, "batch hidden"], Float[Tensor, "batch hidden"]]


def lstm_step(
    x_t: Float[Tensor, "batch input"],
    state: State,
    U: Float[Tensor, "4*hidden input"],
    W: Float[Tensor, "4*hidden hidden"],
    b: Float[Tensor, " 4*hidden"],
) -> State:
    """One step of the LSTM, gate by gate: the state (h, c) after `x_t`.

    Equations: eq:lstm-i to eq:lstm-h (Hochreiter and Schmidhuber, 1997; the
    forget gate is of Gers et al., 2000).

    >>> U, W, b = torch.randn(20, 3), torch.randn(20, 5), torch.zeros(20)
    >>> state = torch.zeros(2, 5), torch.zeros(2, 5)
    >>> h, c = lstm_step(torch.randn(2, 3), state, U, W, b)
    >>> h.shape, c.shape
    (torch.Size([2, 5]), torch.Size([2, 5]))

    Raises:
        ValueError: a shape or a device does not fit the others; the message
            says which, and what was expected.
        TypeError: a dtype does not fit.
    """
    check_step(x_t, state, U, W, b, gates=4)
    h, c = state
    U_i, U_f, U_g, U_o = U.chunk(4)
    W_i, W_f, W_g, W_o = W.chunk(4)
    b_i, b_f, b_g, b_o = b.chunk(4)
    i = torch.sigmoid(x_t @ U_i.T + h @ W_i.T + b_i)  # eq:lstm-i
    f = torch.sigmoid(x_t @ U_f.T + h @ W_f.T + b_f)  # eq:lstm-f
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)  # eq:lstm-g
    o = torch.sigmoid(x_t @ U_o.T + h @ W_o.T + b_o)  # eq:lstm-o
    c = i * g + f * c  # eq:lstm-c
    h = o * torch.tanh(c)  # eq:lstm-h
    return h, c


class LSTMCell(nn.Module):
    """The LSTM cell of the lecture: `lstm_step` with its parameters.

    >>> cell = LSTMCell(input_size=3, hidden_size=5)
    >>> h, c = cell(torch.randn(2, 3), (torch.zeros(2, 5), torch.zeros(2, 5)))
    >>> h.shape, c.shape
    (torch.Size([2, 5]), torch.Size([2, 5]))
    """

    def __init__(
        self, input_size: int, hidden_size: int, forget_bias: float = 1.0
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = lstm_parameters(
            input_size, hidden_size, forget_bias
        )

    def forward(
        self, x_t: Float[Tensor, "batch input"], state: State
    ) -> State:
        return lstm_step(x_t, state, self.U, self.W, self.b)


def lstm_parameters(
    input_size: int, hidden_size: int, forget_bias: float
) -> tuple[nn.Parameter, nn.Parameter, nn.Parameter]:
    """`U`, `W` and `b` of an LSTM before training.

    They are uniform, but the biases of the forget gate are `forget_bias`.
    With 1 the cell begins by keeping what it holds (Gers et al., 2000).
    """
    U, W, b = uniform_parameters(input_size, hidden_size, gates=4)
    with torch.no_grad():
        _b_i, b_f, _b_g, _b_o = b.chunk(4)
        b_f.fill_(forget_bias)
    return U, W, b


class GRUCell(nn.Module):
    """The gated recurrent unit: two gates and no memory cell.

    The reset gate r acts before the product with W, as in the paper; with
    `reset_after` it acts after it, as in torch.nn and cuDNN, and the product
    has a bias of its own, `b_reset`. `U`, `W`, `b` are packed r, u, n.

    Equations: eq:lstm-gru-r to eq:lstm-gru-h (Cho et al., 2014).

    >>> gru = GRUCell(input_size=3, hidden_size=5)
    >>> gru(torch.randn(2, 3), torch.zeros(2, 5)).shape
    torch.Size([2, 5])

    Raises:
        ValueError: a shape or device does not fit.
        TypeError: a dtype does not fit.
    """

    def __init__(
        self, input_size: int, hidden_size: int, reset_after: bool = False
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = uniform_parameters(
            input_size, hidden_size, gates=3
        )
        bound = hidden_size**-0.5
        b_reset = torch.empty(hidden_size).uniform_(-bound, bound)
        self.b_reset = nn.Parameter(b_reset) if reset_after else None

    def forward(
        self,
        x_t: Float[Tensor, "batch input"],
        h: Float[Tensor, "batch hidden"],
    ) -> Float[Tensor, "batch hidden"]:
        check_step(x_t, (h,), self.U, self.W, self.b, gates=3, parts=("h",))
        U_r, U_u, U_n = self.U.chunk(3)
        W_r, W_u, W_n = self.W.chunk(3)
        b_r, b_u, b_n = self.b.chunk(3)
        r = torch.sigmoid(x_t @ U_r.T + h @ W_r.T + b_r)  # eq:lstm-gru-r
        u = torch.sigmoid(x_t @ U_u.T + h @ W_u.T + b_u)  # eq:lstm-gru-u
        from_x = x_t @ U_n.T
        if self.b_reset is None:
            n = torch.tanh(from_x + (r * h) @ W_n.T + b_n)  # eq:lstm-gru-n
        else:
            n = torch.tanh(from_x + r * (h @ W_n.T + self.b_reset) + b_n)
        return (1 - u) * n + u * h  # eq:lstm-gru-h


def coupled_peephole_step(
    x_t: Float[Tensor, "batch input"],
    state: State,
    U: Float[Tensor, "3*hidden input"],
    W: Float[Tensor, "3*hidden hidden"],
    b: Float[Tensor, " 3*hidden"],
    p: Float[Tensor, " 2*hidden"],
) -> State:
    """One step of a cell with coupled gates and peepholes: the new state.

    `U`, `W` and `b` are packed f, g, o, the peepholes `p` are packed f, o.

    Equations: eq:lstm-peephole-f to eq:lstm-peephole-h (peepholes: Gers and
    Schmidhuber, 2000).

    Raises:
        ValueError, TypeError: an argument has a wrong shape, dtype or device.
    """
    check_step(x_t, state, U, W, b, gates=3)
    check_fits("p", p, (2 * W.shape[1],), "2·hidden,", W)
    h, c = state
    U_f, U_g, U_o = U.chunk(3)
    W_f, W_g, W_o = W.chunk(3)
    b_f, b_g, b_o = b.chunk(3)
    p_f, p_o = p.chunk(2)
    a_f = x_t @ U_f.T + h @ W_f.T + p_f * c + b_f
    f = torch.sigmoid(a_f)  # eq:lstm-peephole-f
    i = 1 - f  # eq:lstm-peephole-i
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)  # eq:lstm-peephole-g
    c = i * g + f * c  # eq:lstm-peephole-c
    a_o = x_t @ U_o.T + h @ W_o.T + p_o * c + b_o
    o = torch.sigmoid(a_o)  # eq:lstm-peephole-o
    h = o * torch.tanh(c)  # eq:lstm-peephole-h
    return h, c
