import torch

def reverse_padded(x, lengths):
    x = x.float()
    t = torch.arange(x.shape[1], device=x.device)
    l = lengths[:, None]
    index = torch.where(t < l, l - 1 - t, t)
    return torch.stack([x[n][index[n]] for n in range(len(x))])
