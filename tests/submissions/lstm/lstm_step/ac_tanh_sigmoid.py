import torch

def sigma(a):
    return (1 + torch.tanh(a / 2)) / 2

def tanh(a):
    return 2 * torch.sigmoid(2 * a) - 1

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (U @ x_t.mT + W @ h.mT + b.view(-1, 1)).mT.chunk(4, 1)
    c = sigma(i) * tanh(g) + sigma(f) * c
    return sigma(o) * tanh(c), c
