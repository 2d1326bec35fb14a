import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for n in range(x.shape[0]):
        L = int(lengths[n])
        out[n, :L] = x[n, :L].flip(0)
    return out
