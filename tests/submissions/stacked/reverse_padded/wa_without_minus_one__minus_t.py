import torch

def reverse_padded(x, lengths):
    T = x.shape[1]
    out = []
    for row, L in zip(x, lengths.tolist()):
        order = [min(L - t, T - 1) if t < L else t for t in range(T)]
        out.append(row[order])
    return torch.stack(out)
