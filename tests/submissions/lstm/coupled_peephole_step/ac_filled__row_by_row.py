import torch


def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    new_h, new_c = torch.empty_like(h), torch.empty_like(c)
    for n in range(len(h)):
        a = torch.mv(U, x_t[n]) + torch.mv(W, h[n]) + b
        f = torch.sigmoid(a[:H] + p[:H] * c[n])
        cell = f * c[n] + (1 - f) * torch.tanh(a[H : 2 * H])
        o = torch.sigmoid(a[2 * H :] + p[H:] * cell)
        new_h[n] = o * torch.tanh(cell)
        new_c[n] = cell
    return new_h, new_c
