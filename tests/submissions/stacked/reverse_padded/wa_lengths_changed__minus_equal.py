import torch

def reverse_padded(x, lengths):
    last = lengths
    last -= 1
    t = torch.arange(x.shape[1], device=x.device)
    source = torch.where(t <= last[:, None], last[:, None] - t, t.expand(len(x), -1))
    return x[torch.arange(len(x))[:, None], source]
