import torch


def rnn_step(x_t, h, U, W, b):
    z = torch.einsum("nd,hd->nh", x_t, U) + torch.einsum("nk,hk->nh", h, W) + b
    # tan(iz) = i tanh(z)
    return torch.tan(torch.complex(torch.zeros_like(z), z)).imag
