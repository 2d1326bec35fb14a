import torch

def reverse_padded(x, lengths):
    T = x.shape[1]
    y = torch.zeros_like(x)
    for n, l in enumerate(lengths.tolist()):
        for t in range(l):
            y[n, t] = x[n, (l - t) % T]
    return y
