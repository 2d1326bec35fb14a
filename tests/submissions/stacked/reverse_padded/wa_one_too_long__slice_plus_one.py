import torch

def reverse_padded(x, lengths):
    rows = []
    for row, l in zip(x, lengths.tolist()):
        # slices stop before their end, so + 1
        rows.append(torch.cat([row[:l + 1].flip(0), row[l + 1:]]))
    return torch.stack(rows)
