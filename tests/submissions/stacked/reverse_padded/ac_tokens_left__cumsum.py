import torch


def reverse_padded(x, lengths):
    t = torch.arange(x.size(1), device=x.device).expand(x.size(0), -1)
    real = t < lengths.unsqueeze(1)
    left = real.long().flip(1).cumsum(1).flip(1)  # real tokens from here to the end, this one included
    source = torch.where(real, left - 1, t)
    while source.dim() < x.dim():
        source = source.unsqueeze(-1)
    return torch.take_along_dim(x, source, dim=1)
