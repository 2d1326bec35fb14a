import torch

def reverse_padded(x, lengths):
    """Flip the whole row, then roll the padding back to its end; the padding is flipped once more."""
    T = x.shape[1]
    rows = []
    for row, L in zip(x, lengths.tolist()):
        turned = torch.roll(row.flip(0), L, dims=0)
        rows.append(torch.cat([turned[:L], turned[L:].flip(0)]))
    return torch.stack(rows)
