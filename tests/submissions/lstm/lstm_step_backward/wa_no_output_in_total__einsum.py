import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    t = torch.tanh(i * g + f * c)
    dc = dc + dh * (1 - t ** 2)
    d = torch.stack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g ** 2), dh * t * o * (1 - o)])
    H = h.shape[1]
    U4, W4 = U.view(4, H, -1), W.view(4, H, H)
    dx = torch.einsum("knh,khd->nd", d, U4)
    dh_prev = torch.einsum("knh,khj->nj", d, W4)
    dU = torch.einsum("knh,nd->khd", d, x_t).reshape(U.shape)
    dW = torch.einsum("knh,nj->khj", d, h).reshape(W.shape)
    return dx, (dh_prev, dc * f), dU, dW, d.sum(1).flatten()
