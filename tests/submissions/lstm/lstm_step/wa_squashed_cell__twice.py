import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    z = x_t @ U.T + h @ W.T + b
    i, f, g, o = z.chunk(4, dim=1)
    i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
    g = torch.tanh(g)
    c = torch.tanh(i * g + f * c)
    h = o * torch.tanh(c)
    return h, c
