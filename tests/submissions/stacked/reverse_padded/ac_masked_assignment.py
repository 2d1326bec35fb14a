import torch

def reverse_padded(x, lengths):
    real = torch.arange(x.shape[1], device=x.device) < lengths[:, None]
    y = x.clone()
    # flipping mask and tensor together lines up the real tokens, row after row
    y[real] = x.flip(1)[real.flip(1)]
    return y
