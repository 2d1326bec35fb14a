import torch

def total_norm(tensors):
    return torch.stack([t.norm() for t in tensors]).norm()

def clip_gradients(gradients, limit):
    norm = total_norm(gradients)
    if not torch.isfinite(norm):
        gradients = [torch.zeros_like(g) for g in gradients]
    elif norm > limit:
        gradients = [limit * (g / norm) for g in gradients]
    return tuple(gradients), total_norm(gradients)
