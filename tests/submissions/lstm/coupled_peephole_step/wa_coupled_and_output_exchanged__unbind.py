import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    N, H = h.shape
    o, g, f = (x_t @ U.T + h @ W.T + b).view(N, 3, H).unbind(1)
    p_f, p_o = p.view(2, H).unbind(0)
    f = torch.sigmoid(f + p_f * c)
    i = 1 - f
    c = i * torch.tanh(g) + f * c
    h = torch.sigmoid(o + p_o * c) * torch.tanh(c)
    return h, c
