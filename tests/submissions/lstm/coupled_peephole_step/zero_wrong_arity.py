import torch

def coupled_peephole_step(x_t, state, U, W, b):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    f = torch.sigmoid(f)
    c = (1 - f) * torch.tanh(g) + f * c
    return torch.sigmoid(o) * torch.tanh(c), c
