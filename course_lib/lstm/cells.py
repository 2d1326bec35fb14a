"""Cells: one step of the LSTM and of its cousins, gate by gate, one line an equation."""

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
    """One step of the LSTM, gate by gate: the state (h, c) after the input `x_t`.

    Equations: eq:lstm-i to eq:lstm-h (Hochreiter and Schmidhuber, 1997; the forget gate is of Gers et al., 2000).

    >>> U, W, b = torch.randn(20, 3), torch.randn(20, 5), torch.zeros(20)
    >>> h, c = lstm_step(torch.randn(2, 3), (torch.zeros(2, 5), torch.zeros(2, 5)), U, W, b)
    >>> h.shape, c.shape
    (torch.Size([2, 5]), torch.Size([2, 5]))

    Raises:
        ValueError: a shape or a device does not fit the others; the message says which, and what was wanted.
        TypeError: a dtype does not fit.
    """
    check_step(x_t, state, U, W, b, gates=4)
    h, c = state
    (U_i, U_f, U_g, U_o), (W_i, W_f, W_g, W_o), (b_i, b_f, b_g, b_o) = U.chunk(4), W.chunk(4), b.chunk(4)
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

    def __init__(self, input_size: int, hidden_size: int, forget_bias: float = 1.0) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = lstm_parameters(input_size, hidden_size, forget_bias)

    def forward(self, x_t: Float[Tensor, "batch input"], state: State) -> State:
        return lstm_step(x_t, state, self.U, self.W, self.b)


def lstm_parameters(
    input_size: int, hidden_size: int, forget_bias: float
) -> tuple[nn.Parameter, nn.Parameter, nn.Parameter]:
    """`U`, `W` and `b` of an LSTM before training: uniform, but for the biases of the forget gate.

    These are all `forget_bias`. With 1 the cell begins by keeping what it holds (Gers et al., 2000).
    """
    U, W, b = uniform_parameters(input_size, hidden_size, gates=4)
    with torch.no_grad():
        _b_i, b_f, _b_g, _b_o = b.chunk(4)
        b_f.fill_(forget_bias)
    return U, W, b


class GRUCell(nn.Module):
    """The gated recurrent unit, gate by gate: two gates and no memory cell (Cho et al., 2014).

    The reset gate r acts before the product with W, as in the paper; with `reset_after` it acts after it, as in
    torch.nn and cuDNN, and the product has a bias of its own, `b_reset`. `U`, `W`, `b` are packed r, u, n.

    Equations: eq:lstm-gru-r to eq:lstm-gru-h.

    >>> gru = GRUCell(input_size=3, hidden_size=5)
    >>> gru(torch.randn(2, 3), torch.zeros(2, 5)).shape
    torch.Size([2, 5])

    Raises:
        ValueError: a shape or device does not fit.
        TypeError: a dtype does not fit.
    """

    def __init__(self, input_size: int, hidden_size: int, reset_after: bool = False) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = uniform_parameters(input_size, hidden_size, gates=3)
        bound = hidden_size**-0.5
        b_reset = nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound))
        self.b_reset = b_reset if reset_after else None

    def forward(
        self, x_t: Float[Tensor, "batch input"], h: Float[Tensor, "batch hidden"]
    ) -> Float[Tensor, "batch hidden"]:
        check_step(x_t, (h,), self.U, self.W, self.b, gates=3, parts=("h",))
        (U_r, U_u, U_n), (W_r, W_u, W_n), (b_r, b_u, b_n) = self.U.chunk(3), self.W.chunk(3), self.b.chunk(3)
        r = torch.sigmoid(x_t @ U_r.T + h @ W_r.T + b_r)  # eq:lstm-gru-r
        u = torch.sigmoid(x_t @ U_u.T + h @ W_u.T + b_u)  # eq:lstm-gru-u
        if self.b_reset is None:
            n = torch.tanh(x_t @ U_n.T + (r * h) @ W_n.T + b_n)  # eq:lstm-gru-n
        else:
            n = torch.tanh(x_t @ U_n.T + r * (h @ W_n.T + self.b_reset) + b_n)
        return (1 - u) * n + u * h  # eq:lstm-gru-h


def coupled_peephole_step(
    x_t: Float[Tensor, "batch input"],
    state: State,
    U: Float[Tensor, "3*hidden input"],
    W: Float[Tensor, "3*hidden hidden"],
    b: Float[Tensor, " 3*hidden"],
    p: Float[Tensor, " 2*hidden"],
) -> State:
    """One step of a cell with coupled gates and peepholes: the state (h, c) after the input `x_t`.

    `U`, `W` and `b` are packed f, g, o, the peepholes `p` are packed f, o.

    Equations: eq:lstm-peephole-f to eq:lstm-peephole-h (peepholes: Gers and Schmidhuber, 2000).

    Raises:
        ValueError, TypeError: an argument has another shape, dtype or device than wanted.
    """
    check_step(x_t, state, U, W, b, gates=3)
    check_fits("p", p, (2 * W.shape[1],), "2·hidden,", W)
    h, c = state
    (U_f, U_g, U_o), (W_f, W_g, W_o), (b_f, b_g, b_o), (p_f, p_o) = U.chunk(3), W.chunk(3), b.chunk(3), p.chunk(2)
    f = torch.sigmoid(x_t @ U_f.T + h @ W_f.T + p_f * c + b_f)  # eq:lstm-peephole-f
    i = 1 - f  # eq:lstm-peephole-i
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)  # eq:lstm-peephole-g
    c = i * g + f * c  # eq:lstm-peephole-c
    o = torch.sigmoid(x_t @ U_o.T + h @ W_o.T + p_o * c + b_o)  # eq:lstm-peephole-o
    h = o * torch.tanh(c)  # eq:lstm-peephole-h
    return h, c
