import torch

def reverse_padded(x, lengths):
    rows = []
    for row, L in zip(x, lengths.tolist()):
        rows.append(torch.cat([row[:L].flip(0).roll(1, 0), row[L:]]))
    return torch.stack(rows)
