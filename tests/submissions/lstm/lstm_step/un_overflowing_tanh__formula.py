import torch

def tanh(a):
    return (torch.exp(a) - torch.exp(-a)) / (torch.exp(a) + torch.exp(-a))

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
    c = torch.sigmoid(i) * tanh(g) + torch.sigmoid(f) * c
    return torch.sigmoid(o) * tanh(c), c
