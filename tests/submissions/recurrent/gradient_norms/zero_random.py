import torch

def gradient_norms(step, x, h, d_h):
    return torch.rand(x.shape[0], x.shape[1])
