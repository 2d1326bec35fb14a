import torch

def clip_gradients(gradients, limit):
    norm = torch.cat([g.ravel() for g in gradients]).norm(2)
    if not norm.isfinite() or norm == 0:
        return norm, tuple(torch.zeros_like(g) for g in gradients)
    scaled = []
    for g in gradients:
        scaled.append(g.div(norm).mul(limit))
    return norm, tuple(scaled)
