import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    h = h.detach()
    c = c.detach()
    gates = x_t @ U.T + h @ W.T + b
    i, f, g, o = gates.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
