import torch


def reverse_padded(x, lengths):
    out = torch.empty_like(x)
    for n, length in enumerate(lengths.tolist()):
        out[n, :length] = x[n, :length].flip(0)
        out[n, length:] = x[n, length:]
    return out
