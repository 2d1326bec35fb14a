import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = torch.sigmoid(x_t @ U.T + h @ W.T).chunk(4, dim=1)
    c = i * g + f * c
    return o * torch.tanh(c), c
