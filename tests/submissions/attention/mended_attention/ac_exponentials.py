import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    e = torch.einsum('o,bso->bs', v, torch.tanh((torch.cat((x_t, s), 1) @ W.T)[:, None] + torch.einsum('bsi,oi->bso', h, U)))
    top = e.amax(1, keepdim=True)
    p = (e - top).exp() * mask
    w = p / p.sum(1, keepdim=True)
    return (w[:, None] @ h)[:, 0], w
