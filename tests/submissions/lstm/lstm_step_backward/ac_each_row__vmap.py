import torch
from torch.func import vmap


def lstm_step_backward(d_state, x_t, state, gates, U, W):
    def row(d_state, x, state, gates):
        (dh, dc), (h, c), (i, f, g, o) = d_state, state, gates
        tc = (i * g + f * c).tanh()
        dc = dc + dh * o * (1 + tc) * (1 - tc)
        slopes = torch.stack([i * (1 - i), f * (1 - f), (1 - g) * (1 + g), o * (1 - o)])
        dz = (torch.stack([dc * g, dc * c, dc * i, dh * tc]) * slopes).flatten()
        return U.T @ dz, (W.T @ dz, dc * f), torch.outer(dz, x), torch.outer(dz, h), dz

    d_x, d_before, *of_weights = vmap(row)(tuple(d_state), x_t, tuple(state), tuple(gates))
    return (d_x, d_before, *(d.sum(0) for d in of_weights))
