import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    pre = torch.cat((x_t, h), dim=1) @ torch.cat((U, W), dim=1).t() + b
    f, o, g = pre.chunk(3, dim=1)
    pf, po = p.chunk(2)
    f = (f + pf * c).sigmoid()
    c_new = f * c + (1 - f) * g.tanh()
    h_new = (o + po * c_new).sigmoid() * c_new.tanh()
    return h_new, c_new
