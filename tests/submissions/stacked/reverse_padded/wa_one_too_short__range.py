import torch

def reverse_padded(x, lengths):
    y = x.clone()
    for n in range(x.shape[0]):
        dernier = int(lengths[n]) - 1
        y[n, :dernier] = x[n, :dernier].flip(0)
    return y
