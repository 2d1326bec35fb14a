import torch

def reverse_padded(x, lengths):
    y = x.new_zeros(x.shape)
    for n, L in enumerate(lengths.tolist()):
        y[n, :L] = x[n, :L].flip(0)
    return y
