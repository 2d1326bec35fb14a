import torch

def clip_gradients(gradients, limit):
    flat = torch.cat([g.ravel() for g in gradients])
    norm = flat @ flat
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    if norm > limit:
        return tuple(g * (limit / norm) for g in gradients), norm
    return tuple(g.clone() for g in gradients), norm
