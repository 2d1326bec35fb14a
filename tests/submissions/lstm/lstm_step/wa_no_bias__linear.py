import torch
from torch.nn.functional import linear

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (linear(x_t, U) + linear(h, W)).chunk(4, dim=1)
    i, f, o = map(torch.sigmoid, (i, f, o))
    g = torch.tanh(g)
    c = i * g + f * c
    h = o * torch.tanh(c)
    return h, c
