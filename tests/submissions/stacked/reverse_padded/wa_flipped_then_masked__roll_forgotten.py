import torch

def reverse_padded(x, lengths):
    flipped = torch.flip(x, dims=[1])
    real = torch.arange(x.size(1), device=x.device)[None, :] < lengths[:, None]
    real = real.reshape(real.shape + (1,) * (x.ndim - 2))
    return torch.where(real, flipped, x)
