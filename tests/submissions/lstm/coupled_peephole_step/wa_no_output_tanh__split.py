import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    f, g, o = torch.split(x_t @ U.T + h @ W.T + b, [H, H, H], dim=1)
    p_f, p_o = torch.split(p, [H, H])
    f = torch.sigmoid(f + p_f * c)
    c = f * c + (1 - f) * torch.tanh(g)
    h = torch.sigmoid(o + p_o * c) * c
    return h, c
