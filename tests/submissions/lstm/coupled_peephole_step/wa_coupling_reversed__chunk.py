import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    i, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    p_i, p_o = p.chunk(2)
    i = torch.sigmoid(i + p_i * c)
    f = 1 - i
    c = i * torch.tanh(g) + f * c
    o = torch.sigmoid(o + p_o * c)
    h = o * torch.tanh(c)
    return h, c
