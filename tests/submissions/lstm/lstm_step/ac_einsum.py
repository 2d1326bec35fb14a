import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    a = (
        torch.einsum("nd,ghd->ngh", x_t, U.reshape(4, H, -1))
        + torch.einsum("nk,ghk->ngh", h, W.reshape(4, H, H))
        + b.reshape(1, 4, H)
    )
    i, f, g, o = a.unbind(1)
    c = i.sigmoid() * g.tanh() + f.sigmoid() * c
    return o.sigmoid() * c.tanh(), c
