import torch

def reverse_padded(x, lengths):
    t = torch.arange(x.shape[1], device=x.device)
    src = (-1 - t) % lengths[:, None]
    return x[torch.arange(len(x), device=x.device)[:, None], src]
