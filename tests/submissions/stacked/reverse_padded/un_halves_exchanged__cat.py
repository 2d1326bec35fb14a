import torch

def reverse_padded(x, lengths):
    rows = []
    for row, L in zip(x, lengths.tolist()):
        m = L // 2
        rows.append(torch.cat([row[m:L], row[:m], row[L:]]))
    return torch.stack(rows)
