import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    pre = torch.cat([h, x_t], 1) @ torch.cat([W, U], 1).T + b
    f, g, o = pre.unflatten(1, (3, -1)).unbind(1)
    p_f, p_o = p.view(2, -1)
    c_new = torch.lerp(c, g.tanh(), (f + p_f * c).sigmoid())
    h_new = (o + p_o * c_new).sigmoid() * c_new.tanh()
    return h_new, c_new
