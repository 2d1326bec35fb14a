import torch

def reverse_padded(x, lengths):
    y = x.clone()
    for n, L in enumerate(lengths.tolist()):
        y[n, :L] = x[n, :L].flip(0)
        y[n, L:] = x[n, L - 1]
    return y
