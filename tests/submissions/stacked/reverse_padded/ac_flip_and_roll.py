import torch

def reverse_padded(x, lengths):
    T = x.shape[1]
    rows = []
    for n, l in enumerate(lengths.tolist()):
        turned = x[n].flip(0).roll(l - T, dims=0)
        rows.append(torch.cat([turned[:l], x[n, l:]], dim=0))
    return torch.stack(rows, dim=0)
