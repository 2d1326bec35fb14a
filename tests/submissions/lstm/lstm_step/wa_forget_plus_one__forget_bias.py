import torch

FORGET_BIAS = 1.0

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = torch.tensor_split(x_t.mm(U.t()) + h.mm(W.t()) + b, 4, dim=1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f + FORGET_BIAS)
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c = c * f + g * i
    h = torch.tanh(c) * o
    return h, c
