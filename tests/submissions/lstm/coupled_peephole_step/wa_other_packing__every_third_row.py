import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    z = x_t @ U.T + h @ W.T + b
    f, g, o = z[:, 0::3], z[:, 1::3], z[:, 2::3]
    p_f, p_o = p.chunk(2)
    f = torch.sigmoid(f + p_f * c)
    c = (1 - f) * torch.tanh(g) + f * c
    o = torch.sigmoid(o + p_o * c)
    return o * torch.tanh(c), c
