import torch
from torch import Tensor


def lstm_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of the LSTM: the state (h, c) after the input x_t."""
    h, c = state
    hidden_size = h.size(1)
    pre = x_t.matmul(U.T) + h.matmul(W.T) + b
    i, f, o, g = torch.split(pre, hidden_size, dim=1)
    i, f, o = i.sigmoid(), f.sigmoid(), o.sigmoid()
    g = g.tanh()
    c = f * c + i * g
    h = o * c.tanh()
    return h, c
