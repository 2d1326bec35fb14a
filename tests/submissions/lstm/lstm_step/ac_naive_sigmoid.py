import torch

def sigmoid(a):
    return 1 / (1 + torch.exp(-a))

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = torch.split(x_t @ U.T + h @ W.T + b, h.shape[1], dim=1)
    c = sigmoid(i) * torch.tanh(g) + sigmoid(f) * c
    h = sigmoid(o) * torch.tanh(c)
    return h, c
