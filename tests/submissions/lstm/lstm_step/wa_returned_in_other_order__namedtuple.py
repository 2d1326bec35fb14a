from collections import namedtuple

import torch

LSTMState = namedtuple("LSTMState", ["c", "h"])

def lstm_step(x_t, state, U, W, b):
    h, c = state
    gates = torch.einsum("nd,kd->nk", x_t, U) + torch.einsum("nh,kh->nk", h, W) + b
    i, f, g, o = gates.chunk(4, dim=1)
    new_c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return LSTMState(c=new_c, h=o.sigmoid() * new_c.tanh())
