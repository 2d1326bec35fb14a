import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    pf, po = p.chunk(2)
    f = torch.sigmoid(f + pf * h)
    i = 1 - f
    c = i * torch.tanh(g) + f * c
    o = torch.sigmoid(o + po * h)
    return o * torch.tanh(c), c
