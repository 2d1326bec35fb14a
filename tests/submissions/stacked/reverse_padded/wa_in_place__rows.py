import torch

def reverse_padded(x, lengths):
    with torch.no_grad():
        for n, L in enumerate(lengths.tolist()):
            x[n, :L] = x[n, :L].flip(0)
    return x.clone()
