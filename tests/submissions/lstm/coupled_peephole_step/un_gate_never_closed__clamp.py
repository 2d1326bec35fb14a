# The forget gate is held between 0.01 and 0.99 "so that both sides always get something", which differs when it saturates.
import torch


def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[-1]
    U, W, b, p = U.view(3, H, -1), W.view(3, H, H), b.view(3, H), p.view(2, H)
    f, g, o = torch.einsum("kji,ni->knj", U, x_t) + torch.einsum("kji,ni->knj", W, h) + b[:, None]
    f = torch.sigmoid(f + p[0] * c).clamp(0.01, 0.99)
    c = f * c + (1 - f) * torch.tanh(g)
    o = torch.sigmoid(o + p[1] * c)
    return o * torch.tanh(c), c
