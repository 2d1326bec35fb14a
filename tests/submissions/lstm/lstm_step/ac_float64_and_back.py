import torch

def lstm_step(x_t, state, U, W, b):
    dtype = x_t.dtype
    x, h, c, U, W, b = (t.to(torch.float64) for t in (x_t, *state, U, W, b))
    i, f, g, o = (x @ U.T + h @ W.T + b).chunk(4, dim=1)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = torch.sigmoid(o) * torch.tanh(c)
    return h.to(dtype), c.to(dtype)
