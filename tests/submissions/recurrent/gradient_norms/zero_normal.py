import torch

def gradient_norms(step, x, h, d_h):
    return torch.randn(*x.shape[:2]).abs().to(d_h)
