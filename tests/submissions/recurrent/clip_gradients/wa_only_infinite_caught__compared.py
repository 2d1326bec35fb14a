import torch

def clip_gradients(gradients, limit):
    norm = sum((g**2).sum() for g in gradients) ** 0.5
    if norm == float("inf"):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    c = torch.clamp(limit / norm, max=1)
    return tuple([c * g for g in gradients]), norm
