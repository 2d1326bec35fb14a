import torch

def reverse_padded(x, lengths):
    t = torch.arange(x.shape[1], device=x.device)
    index = lengths[:, None] - 1 - t
    return torch.stack([row[i] for row, i in zip(x, index)])
