import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    N, H = h.shape
    f, g, o = (x_t @ U.T + h @ W.T + b).view(N, H, 3).unbind(2)
    p_f, p_o = p.view(H, 2).unbind(1)
    f = torch.sigmoid(f + p_f * c)
    i = 1 - f
    c = i * torch.tanh(g) + f * c
    h = torch.sigmoid(o + p_o * c) * torch.tanh(c)
    return h, c
