import torch

def clip_gradients(gradients, limit):
    norm = torch.stack([g.norm() for g in gradients]).norm()
    if norm <= limit:   # False for nan
        return tuple(gradients), norm
    if norm < float("inf"):
        return tuple(g / (norm / limit) for g in gradients), norm
    return tuple(torch.zeros_like(g) for g in gradients), norm
