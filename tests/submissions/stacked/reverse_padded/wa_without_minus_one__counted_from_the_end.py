import torch

def reverse_padded(x, lengths):
    T = x.shape[1]
    y = x.clone()
    for n in range(len(x)):
        l = lengths[n].item()
        padding = T - l
        for t in range(l):
            y[n, t] = x[n, -padding - t]
    return y
