import torch

def reverse_padded(x, lengths):
    L = int(lengths.max())
    x.data[:, :L] = x.data[:, :L].flip(1)
    return x
