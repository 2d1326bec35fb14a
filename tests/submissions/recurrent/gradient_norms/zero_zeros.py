import torch

def gradient_norms(step, x, h, d_h):
    return torch.zeros(x.shape[0], x.shape[1], dtype=x.dtype)
