import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    # all gates at once, faster
    gates = torch.sigmoid(x_t @ U.T + h @ W.T + b)
    i, f, g, o = gates.chunk(4, dim=-1)
    c = f * c + i * g
    h = o * torch.tanh(c)
    return h, c
