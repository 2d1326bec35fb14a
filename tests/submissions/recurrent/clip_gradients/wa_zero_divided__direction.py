import torch

def clip_gradients(gradients, limit):
    norm = torch.cat([g.flatten() for g in gradients]).pow(2).sum().sqrt()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    # direction times length
    length = norm.clamp(max=limit)
    return tuple(g / norm * length for g in gradients), norm
