import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    a = torch.einsum("nd,khd->knh", x_t, U.view(3, H, -1)) + torch.einsum("nj,khj->knh", h, W.view(3, H, H))
    a = a + b.view(3, 1, H)
    peep = torch.einsum("kh,nh->knh", p.view(2, H), c)
    f, o = torch.sigmoid(a[[0, 2]] + peep)
    c = torch.tanh(a[1]) * (1 - f) + c * f
    return o * torch.tanh(c), c
