import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    gates = x_t @ U.data.T + h @ W.data.T + b.data
    i, f, g, o = gates.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
