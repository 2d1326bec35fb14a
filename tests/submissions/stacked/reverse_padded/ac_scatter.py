import torch

def reverse_padded(x, lengths):
    t = torch.arange(x.shape[1], device=x.device)
    l = lengths.view(-1, 1)
    target = torch.where(t < l, l - 1 - t, t)
    while target.dim() < x.dim():
        target = target.unsqueeze(-1)
    return torch.empty_like(x).scatter(1, target.expand_as(x), x)
