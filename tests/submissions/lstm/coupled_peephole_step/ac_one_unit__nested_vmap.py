import torch
from torch.func import vmap


def unit(x, h, c, U, W, b, p):
    f = torch.sigmoid(U[0] @ x + W[0] @ h + p[0] * c + b[0])
    g = torch.tanh(U[1] @ x + W[1] @ h + b[1])
    c = (1 - f) * g + f * c
    o = torch.sigmoid(U[2] @ x + W[2] @ h + p[1] * c + b[2])
    return o * torch.tanh(c), c


def coupled_peephole_step(x_t, state, U, W, b, p):
    U, W, b, p = U.unflatten(0, (3, -1)), W.unflatten(0, (3, -1)), b.unflatten(0, (3, -1)), p.unflatten(0, (2, -1))
    units = vmap(unit, in_dims=(None, None, 0, 1, 1, 1, 1))
    rows = vmap(units, in_dims=(0, 0, 0, None, None, None, None))
    return rows(x_t, *state, U, W, b, p)
