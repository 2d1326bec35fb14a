import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    weights = torch.cat([W, U], dim=1)
    inputs = torch.cat([h, x_t], dim=1)
    gates = inputs @ weights.T + b
    i, o, g, f = gates.chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
