import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    Uf, Ug, Uo = U.chunk(3)
    Wf, Wg, Wo = W.chunk(3)
    bf, bg, bo = b.chunk(3)
    pf, po = p.chunk(2)
    a = x_t @ Uf.T + h @ Wf.T + pf * c + bf
    f = torch.sigmoid(a)
    i = torch.sigmoid(1 - a)
    g = torch.tanh(x_t @ Ug.T + h @ Wg.T + bg)
    c = i * g + f * c
    o = torch.sigmoid(x_t @ Uo.T + h @ Wo.T + po * c + bo)
    h = o * torch.tanh(c)
    return h, c
