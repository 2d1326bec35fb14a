import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for n, L in enumerate(lengths.tolist()):
        for t in range(L // 2):
            out[n, t], out[n, L - 1 - t] = out[n, L - 1 - t], out[n, t]
    return out
