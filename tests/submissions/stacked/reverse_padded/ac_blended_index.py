import torch

def reverse_padded(x, lengths):
    # l - 1 - t where it is not negative, t elsewhere, by a blend of integers
    N, T = x.shape[:2]
    t = torch.arange(T, device=x.device)[None, :]
    l = lengths[:, None]
    real = (t < l).long()
    src = real * (l - 1 - t) + (1 - real) * t
    return x[torch.arange(N, device=x.device)[:, None], src]
