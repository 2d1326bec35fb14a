import torch

def reverse_padded(x, lengths):
    rows = []
    for row, l in zip(x, lengths.tolist()):
        pad = len(row) - l
        rows.append(torch.cat([row[:-pad].flip(0), row[-pad:]]))
    return torch.stack(rows)
