import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    dh, dc = d_state
    h, c = state
    i, f, g, o = gates
    H = h.shape[1]
    t = torch.tanh(i * g + f * c)
    dc = dc + dh * o * (1 - t * t)
    d = torch.stack([dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g * g), dh * t * o * (1 - o)], dim=1)
    U4, W4 = U.reshape(4, H, -1), W.reshape(4, H, H)
    return (
        torch.einsum("nkh,khd->nd", d, U4),
        (torch.einsum("nkh,khj->nj", d, W4), dc * f),
        torch.einsum("nkh,nd->khd", d, x_t).reshape(U.shape),
        torch.einsum("nkh,nj->khj", d, h).reshape(W.shape),
        torch.einsum("nkh->kh", d).flatten(),
    )
