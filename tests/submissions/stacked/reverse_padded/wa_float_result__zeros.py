import torch

def reverse_padded(x, lengths):
    y = torch.zeros(x.shape)
    for n in range(x.shape[0]):
        L = lengths[n].item()
        y[n, :L] = x[n, :L].flip(0)
        y[n, L:] = x[n, L:]
    return y
