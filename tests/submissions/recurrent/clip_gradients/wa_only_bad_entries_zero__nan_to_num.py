import torch

def clip_gradients(gradients, limit):
    norm = torch.stack([g.square().sum() for g in gradients]).sum().sqrt()
    if not torch.isfinite(norm):
        # repair what is broken
        return tuple(torch.nan_to_num(g, nan=0.0, posinf=0.0, neginf=0.0) for g in gradients), norm
    if norm > limit:
        gradients = [g / norm * limit for g in gradients]
    return tuple(gradients), norm
