from typing import NamedTuple

import torch
from torch import Tensor


class State(NamedTuple):
    h: Tensor
    c: Tensor


def coupled_peephole_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor, p: Tensor
) -> State:
    h, c = state
    H = h.shape[-1]
    U_f, U_g, U_o = U[:H], U[H : 2 * H], U[2 * H :]
    W_f, W_g, W_o = W[:H], W[H : 2 * H], W[2 * H :]
    b_f, b_g, b_o = b[:H], b[H : 2 * H], b[2 * H :]
    p_f, p_o = p[:H], p[H:]
    f = torch.sigmoid(x_t @ U_f.T + h @ W_f.T + p_f * c + b_f)
    g = torch.tanh(x_t @ U_g.T + h @ W_g.T + b_g)
    c = g + f * (c - g)
    o = torch.sigmoid(x_t @ U_o.T + h @ W_o.T + p_o * c + b_o)
    return State(o * torch.tanh(c), c)
