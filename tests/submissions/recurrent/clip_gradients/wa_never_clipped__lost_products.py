import torch

def clip_gradients(gradients, limit):
    norm = sum(g.pow(2).sum() for g in gradients).sqrt()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    if norm > limit:
        for g in gradients:
            g = g * limit / norm
    return tuple(gradients), norm
