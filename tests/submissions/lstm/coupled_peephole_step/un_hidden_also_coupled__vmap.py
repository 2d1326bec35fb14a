# The output gate mixes tanh(c) with the old h, as the GRU does, instead of only letting a part of tanh(c) out.
import torch
from torch.func import vmap


def coupled_peephole_step(x_t, state, U, W, b, p):
    p_f, p_o = p.chunk(2)

    def row(x, h, c):
        f, g, o = (U @ x + W @ h + b).chunk(3)
        f = torch.sigmoid(f + p_f * c)
        c = f * c + (1 - f) * torch.tanh(g)
        o = torch.sigmoid(o + p_o * c)
        return o * torch.tanh(c) + (1 - o) * h, c

    return vmap(row)(x_t, *state)
