import torch

def gradient_norms(step, x, h, d_h):
    return d_h.norm(dim=1, keepdim=True).expand(-1, x.shape[1]).clone()
