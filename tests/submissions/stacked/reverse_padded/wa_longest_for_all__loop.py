import torch

def reverse_padded(x, lengths):
    longest = int(lengths.max())
    out = x.clone()
    for t in range(longest):
        out[:, t] = x[:, longest - 1 - t]
    return out
