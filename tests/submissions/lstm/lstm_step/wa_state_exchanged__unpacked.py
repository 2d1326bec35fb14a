import torch

def lstm_step(x_t, state, U, W, b):
    c, h = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
    i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
    c = f * c + i * g
    h = o * torch.tanh(c)
    return h, c
