import torch

def reverse_padded(x, lengths):
    y = torch.zeros(x.shape)
    for n, l in enumerate(lengths.tolist()):
        l = l - 1
        y[n, :l] = x[n, :l].flip(0)
        y[n, l:] = x[n, l:]
    return y
