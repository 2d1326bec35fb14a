import torch
from torch.nn.functional import linear


def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    p_f, p_o = p.chunk(2)
    z_f, z_g, z_o = (linear(x_t, U, b) + linear(h, W)).chunk(3, dim=-1)
    c = torch.lerp(z_g.tanh(), c, torch.addcmul(z_f, p_f, c).sigmoid())
    return torch.addcmul(z_o, p_o, c).sigmoid() * c.tanh(), c
