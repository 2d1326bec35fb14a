import torch


def against(z, other):
    return torch.softmax(torch.stack((z, other)), dim=0)


def sigma(z):
    return against(z, torch.zeros_like(z))[0]


def tanh(z):
    plus, minus = against(z, -z)
    return plus - minus


def lstm_step(x_t, state, U, W, b):
    h, c = state
    z = torch.einsum("ni,ki->nk", x_t, U) + torch.einsum("nh,kh->nk", h, W) + b
    i, f, g, o = torch.tensor_split(z, 4, dim=1)
    c = sigma(i) * tanh(g) + sigma(f) * c
    return sigma(o) * tanh(c), c
