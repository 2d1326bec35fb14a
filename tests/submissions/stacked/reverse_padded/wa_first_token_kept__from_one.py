import torch

def reverse_padded(x, lengths):
    y = x.clone()
    for n, L in enumerate(lengths.tolist()):
        y[n, 1:L] = x[n, 1:L].flip(0)
    return y
