import torch

def reverse_padded(x, lengths):
    N, T = x.shape[:2]
    t = torch.arange(T, device=x.device).expand(N, T)
    src = (lengths[:, None] - 1 - t).clamp(min=0)
    y = x[torch.arange(N, device=x.device)[:, None], src]
    faux = t >= lengths[:, None]
    return y.masked_fill(faux.view(N, T, *[1] * (x.dim() - 2)), 0)
