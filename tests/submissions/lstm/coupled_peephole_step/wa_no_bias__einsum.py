import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h_prev, c_prev = state
    z = torch.einsum("bi,gi->bg", x_t, U) + torch.einsum("bh,gh->bg", h_prev, W)
    zf, zg, zo = torch.tensor_split(z, 3, dim=-1)
    pf, po = torch.tensor_split(p, 2)
    forget = torch.sigmoid(zf + torch.einsum("h,bh->bh", pf, c_prev))
    c_next = forget * c_prev + (1 - forget) * torch.tanh(zg)
    h_next = torch.sigmoid(zo + torch.einsum("h,bh->bh", po, c_next)) * torch.tanh(c_next)
    return h_next, c_next
