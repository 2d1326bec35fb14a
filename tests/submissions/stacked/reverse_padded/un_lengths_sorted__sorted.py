import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for n, L in enumerate(sorted(lengths.tolist(), reverse=True)):
        out[n, :L] = x[n, :L].flip(0)
    return out
