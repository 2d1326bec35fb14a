import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state[0].T, state[1].T
    f, g, o = (U @ x_t.T + W @ h + b[:, None]).chunk(3)
    p_f, p_o = p[:, None].chunk(2)
    f = torch.sigmoid(f + p_f * c)
    c = (1 - f) * torch.tanh(g) + f * c
    h = torch.sigmoid(o + p_o * c) * torch.tanh(c)
    return c.T, h.T
