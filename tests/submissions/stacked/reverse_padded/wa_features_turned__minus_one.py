import torch

def reverse_padded(x, lengths):
    y = x.clone()
    for n, L in enumerate(lengths):
        y[n, :L] = x[n, :L].flip(-1)
    return y
