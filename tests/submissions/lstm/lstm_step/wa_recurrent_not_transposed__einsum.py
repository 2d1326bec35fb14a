import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    pre_x = torch.einsum("nd,ghd->gnh", x_t, U.view(4, H, -1))
    pre_h = torch.einsum("nh,ghk->gnk", h, W.view(4, H, H))
    i, f, g, o = (pre_x + pre_h + b.view(4, 1, H)).unbind(0)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
