import torch
import torch.nn.functional as F

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (F.linear(x_t, U, b) + F.linear(h, W)).chunk(4, dim=1)
    i, f, o = F.hardsigmoid(i), F.hardsigmoid(f), F.hardsigmoid(o)
    c = i * torch.tanh(g) + f * c
    return o * torch.tanh(c), c
