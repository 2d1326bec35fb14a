import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    p_f, p_o = p.chunk(2)
    f_t = torch.sigmoid(f + p_f * c)
    i_t = 1 - f_t
    g_t = torch.tanh(g)
    c_t = i_t * g_t + f_t * c
    o_t = torch.sigmoid(o + p_o * c_t)
    h_t = o_t * torch.tanh(c)
    return h_t, c_t
