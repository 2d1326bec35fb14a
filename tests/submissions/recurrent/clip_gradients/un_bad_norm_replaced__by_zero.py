import torch

def clip_gradients(gradients, limit):
    norm = torch.linalg.norm(torch.cat([g.reshape(-1) for g in gradients]))
    if not torch.isfinite(norm):
        gradients = [torch.zeros_like(g) for g in gradients]
        norm = torch.zeros_like(norm)
    elif norm > limit:
        gradients = [g * (limit / norm) for g in gradients]
    return tuple(gradients), norm
