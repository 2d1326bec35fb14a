import torch

def reverse_padded(x, lengths):
    longest = int(lengths.max())
    rows = []
    for n in range(len(x)):
        L = int(lengths[n])
        rows.append(torch.cat((x[n, :L].flip(0), x[n, L:longest])))
    return torch.stack(rows)
