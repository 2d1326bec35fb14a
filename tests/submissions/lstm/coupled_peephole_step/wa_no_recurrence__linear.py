import torch
from torch.nn.functional import linear

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = linear(x_t, U, b).chunk(3, dim=-1)
    p_f, p_o = p.chunk(2)
    f = torch.sigmoid(f + p_f * c)
    c = torch.addcmul((1 - f) * torch.tanh(g), f, c)
    o = torch.sigmoid(torch.addcmul(o, p_o, c))
    return o * torch.tanh(c), c
