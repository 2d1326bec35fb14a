import torch
from torch.func import vmap


def lstm_step(x_t, state, U, W, b):
    def one_sentence(x, h, c):
        i, f, g, o = (U @ x + W @ h + b).chunk(4)
        c = i.sigmoid() * g.tanh() + f.sigmoid() * c
        return o.sigmoid() * c.tanh(), c

    return vmap(one_sentence)(x_t, *state)
