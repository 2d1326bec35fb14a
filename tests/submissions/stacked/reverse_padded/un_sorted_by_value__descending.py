import torch

def reverse_padded(x, lengths):
    y = x.clone()
    for n, l in enumerate(lengths.tolist()):
        y[n, :l] = x[n, :l].sort(dim=0, descending=True).values
    return y
