import torch
from torch import nn

GATES = {"o": 0, "f": 1, "g": 2, "i": 3}

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = c.shape[-1]

    def gate(name, activation):
        rows = slice(GATES[name] * H, (GATES[name] + 1) * H)
        return activation(x_t @ U[rows].T + h @ W[rows].T + b[rows])

    i = gate("i", torch.sigmoid)
    f = gate("f", torch.sigmoid)
    g = gate("g", torch.tanh)
    o = gate("o", torch.sigmoid)
    c = i * g + f * c
    h = o * torch.tanh(c)
    return h, c
