import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for n, l in enumerate(lengths.tolist()):
        end = l - 1
        out[n, :end] = x[n, :end].flip(0)
    return out
