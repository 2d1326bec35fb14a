import torch

def clip_gradients(gradients, limit):
    norms = torch.tensor([g.norm() for g in gradients], dtype=gradients[0].dtype)
    norm = norms.norm()
    if torch.isnan(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    ratio = limit / norm
    if ratio > 1:
        ratio = torch.ones_like(ratio)
    return tuple(g * ratio for g in gradients), norm
