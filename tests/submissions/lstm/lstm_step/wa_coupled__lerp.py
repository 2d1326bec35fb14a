import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
    # interpolation between the old and the new memory
    c = torch.lerp(c, torch.tanh(g), torch.sigmoid(i))
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
