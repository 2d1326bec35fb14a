import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    p_f, p_o = p.chunk(2)
    f = torch.sigmoid(f) + p_f * c
    i = 1 - f
    c = i * torch.tanh(g) + f * c
    o = torch.sigmoid(o) + p_o * c
    return o * torch.tanh(c), c
