import torch

def reverse_padded(x, lengths):
    time = torch.arange(x.shape[1], device=x.device).expand(x.shape[0], -1)
    end = lengths[:, None].clamp(max=x.shape[1] - 1)
    source = torch.where(time <= end, end - time, time)
    return torch.stack([x[n].index_select(0, source[n]) for n in range(len(x))])
