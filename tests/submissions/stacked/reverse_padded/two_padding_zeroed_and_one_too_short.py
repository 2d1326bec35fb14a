import torch

def reverse_padded(x, lengths):
    y = torch.zeros_like(x)
    for n, L in enumerate(lengths.tolist()):
        y[n, : L - 1] = x[n, : L - 1].flip(0)
        y[n, L - 1] = x[n, L - 1]
    return y
