import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for n in range(x.shape[0]):
        L = int(lengths[n])
        for t in range(L):
            a, b = out[n, t].clone(), out[n, L - 1 - t].clone()
            out[n, t], out[n, L - 1 - t] = b, a
    return out
