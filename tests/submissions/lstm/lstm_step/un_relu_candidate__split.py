import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = torch.split(x_t @ U.T + h @ W.T + b, h.shape[1], dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.relu(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
