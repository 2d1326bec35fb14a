import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    p_f, p_o = p.chunk(2)
    f = torch.sigmoid(f + p_f * torch.tanh(c))
    c = (1 - f) * torch.tanh(g) + f * c
    squashed = torch.tanh(c)
    o = torch.sigmoid(o + p_o * squashed)
    return o * squashed, c
