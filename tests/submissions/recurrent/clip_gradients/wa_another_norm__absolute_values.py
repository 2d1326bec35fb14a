import torch

def clip_gradients(gradients, limit):
    norm = sum(g.abs().sum() for g in gradients)
    if not norm.isfinite():
        return tuple(torch.zeros_like(g) for g in gradients), norm
    scale = torch.where(norm > limit, limit / norm, torch.ones_like(norm))
    return tuple(scale * g for g in gradients), norm
