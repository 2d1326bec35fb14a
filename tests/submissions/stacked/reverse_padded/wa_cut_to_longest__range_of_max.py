import torch

def reverse_padded(x, lengths):
    t = torch.arange(lengths.max().item(), device=x.device)[None]
    l = lengths[:, None]
    src = torch.where(t < l, l - 1 - t, t)
    return torch.stack([row[i] for row, i in zip(x, src)])
