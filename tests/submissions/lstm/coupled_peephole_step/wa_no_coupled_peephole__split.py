import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = c.shape[1]
    a_f, a_g, a_o = torch.split(x_t @ U.T + h @ W.T + b, H, dim=1)
    f = torch.sigmoid(a_f)
    c = (1 - f) * torch.tanh(a_g) + f * c
    o = torch.sigmoid(a_o + p[H:] * c)
    return o * torch.tanh(c), c
