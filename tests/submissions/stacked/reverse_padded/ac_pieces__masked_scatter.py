import torch


def reverse_padded(x, lengths):
    real = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    pieces = x[real].split(lengths.tolist())
    turned = torch.cat([piece.flip(0) for piece in pieces])
    mask = real.reshape(real.shape + (1,) * (x.dim() - 2)).expand_as(x)
    return x.masked_scatter(mask, turned)
