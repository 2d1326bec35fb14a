import torch

@torch.no_grad()
def reverse_padded(x, lengths):
    y = x.clone()
    for n, l in enumerate(lengths.tolist()):
        y[n, :l] = x[n, :l].flip(0)
    return y
