import torch

def reverse_padded(x, lengths):
    N, T = x.shape[:2]
    flat = x.reshape(N * T, *x.shape[2:])
    t = torch.arange(T, device=x.device).repeat(N)
    start = torch.arange(N, device=x.device).repeat_interleave(T) * T
    l = lengths.repeat_interleave(T)
    src = torch.where(t < l, l - 1 - t, t)
    return flat.index_select(0, start + src).view(x.shape)
