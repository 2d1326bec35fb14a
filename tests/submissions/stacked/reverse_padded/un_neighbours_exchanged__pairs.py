import torch

def reverse_padded(x, lengths):
    y = x.clone()
    for n, L in enumerate(lengths.tolist()):
        for t in range(0, L - 1, 2):
            y[n, t], y[n, t + 1] = x[n, t + 1], x[n, t]
    return y
