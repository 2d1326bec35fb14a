import torch


def reverse_padded(x, lengths):
    out = torch.empty(x.shape)
    for n, length in enumerate(lengths.tolist()):
        out[n, :length] = x[n, :length].flip(0)
        out[n, length:] = x[n, length:]
    return out.long() if not x.is_floating_point() else out
