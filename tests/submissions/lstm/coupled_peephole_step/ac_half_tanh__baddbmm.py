import torch


def sigma(z):
    return 0.5 + 0.5 * torch.tanh(0.5 * z)


def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    n_hidden = h.shape[1]
    U3 = U.reshape(3, n_hidden, -1).transpose(1, 2)
    W3 = W.reshape(3, n_hidden, -1).transpose(1, 2)
    z = torch.baddbmm(b.reshape(3, 1, n_hidden), x_t.expand(3, *x_t.shape), U3)
    z = torch.baddbmm(z, h.expand(3, *h.shape), W3)
    p_f, p_o = p.reshape(2, n_hidden)
    f = sigma(z[0] + p_f * c)
    c = z[1].tanh() - f * (z[1].tanh() - c)
    o = sigma(z[2] + p_o * c)
    return o * c.tanh(), c
