import torch

def reverse_padded(x, lengths):
    rows = [torch.cat([r[:l].flip(0), r[l:]]) for r, l in zip(x, lengths.tolist())]
    return torch.stack(rows).squeeze()
