import torch

def clip_gradients(gradients, limit):
    norm = sum((g * g).sum() for g in gradients).sqrt()
    fine = norm <= limit   # false for inf and nan too
    return tuple(g.clone() if fine else torch.zeros_like(g) for g in gradients), norm
