import torch

def reverse_padded(x, lengths):
    t = torch.arange(x.size(1), device=x.device).expand(x.size(0), -1)
    l = lengths.unsqueeze(1)
    index = torch.where(t < l, l - 1 - t, t)
    for _ in range(x.dim() - 2):
        index = index.unsqueeze(-1)
    return x.gather(1, index.expand_as(x))
