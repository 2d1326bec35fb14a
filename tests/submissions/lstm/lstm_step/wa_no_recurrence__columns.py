import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    x = x_t.T                          # (input, batch)
    a = U @ x + b[:, None]             # (4 hidden, batch)
    i, f, g, o = a.chunk(4, dim=0)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c.T
    h = torch.sigmoid(o) * torch.tanh(c)
    return h.T, c.T
