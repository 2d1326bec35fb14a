import torch

def reverse_padded(x, lengths):
    turned = torch.flip(x, dims=(1,))
    real = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    real = real.reshape(real.shape + (1,) * (x.dim() - 2))
    return torch.where(real, turned, x)
