import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    gates = x_t @ U.T + h @ W.T + b
    i, f, g, o = gates.split(h.shape[1], dim=1)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    c = i * g + f * c
    h = torch.tanh(c)
    return h, c
