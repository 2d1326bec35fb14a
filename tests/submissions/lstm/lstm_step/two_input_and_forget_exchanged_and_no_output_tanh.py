import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    f, i, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * c
    return h, c
