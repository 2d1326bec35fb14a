import torch

def reverse_padded(x, lengths):
    y = x.detach().clone()
    l = int(lengths[0])
    y[:, :l] = y[:, :l].flip(1)
    return y
