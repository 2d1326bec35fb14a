import torch

def clip_gradients(gradients, limit):
    d = torch.cat([g.flatten() for g in gradients])
    norm = torch.linalg.vector_norm(d)
    if not torch.isfinite(norm):
        d = torch.zeros_like(d)
    elif norm > limit:
        d = d * (limit / norm)
    parts = d.split([g.numel() for g in gradients])
    return tuple(p.view(g.shape) for p, g in zip(parts, gradients)), norm
