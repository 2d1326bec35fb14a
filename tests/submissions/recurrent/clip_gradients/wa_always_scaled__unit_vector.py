import torch

def clip_gradients(gradients, limit):
    d = torch.cat([g.reshape(-1) for g in gradients])
    norm = torch.linalg.norm(d)
    if norm == 0 or not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    return tuple(limit * g / norm for g in gradients), norm
