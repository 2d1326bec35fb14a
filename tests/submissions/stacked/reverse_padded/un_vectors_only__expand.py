import torch


def reverse_padded(x, lengths):
    batch, time, size = x.shape
    t = torch.arange(time).repeat(batch, 1)
    last = lengths[:, None] - 1
    index = torch.where(t <= last, last - t, t)
    return x.gather(1, index[:, :, None].expand(batch, time, size))
