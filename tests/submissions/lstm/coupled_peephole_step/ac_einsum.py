import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    a = torch.einsum("nd,khd->knh", x_t, U.reshape(3, H, -1))
    a = a + torch.einsum("nj,khj->knh", h, W.reshape(3, H, H)) + b.reshape(3, 1, H)
    p = p.reshape(2, H)
    f = torch.sigmoid(a[0] + torch.einsum("h,nh->nh", p[0], c))
    c = f * c + (1 - f) * torch.tanh(a[1])
    o = torch.sigmoid(a[2] + torch.einsum("h,nh->nh", p[1], c))
    return o * torch.tanh(c), c
