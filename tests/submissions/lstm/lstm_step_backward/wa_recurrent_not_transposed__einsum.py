import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    H = h.shape[1]
    t = torch.tanh(f * c + i * g)
    dc = dc + dh * o * (1 - t ** 2)
    d = torch.stack((dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g ** 2), dh * t * o * (1 - o)), dim=1)
    dx = torch.einsum("bkh,khd->bd", d, U.view(4, H, -1))
    dh_prev = torch.einsum("bkj,khj->bh", d, W.view(4, H, H))
    dU = torch.einsum("bkh,bd->khd", d, x_t).flatten(0, 1)
    dW = torch.einsum("bkh,bj->khj", d, h).flatten(0, 1)
    return dx, (dh_prev, dc * f), dU, dW, d.sum(0).flatten()
