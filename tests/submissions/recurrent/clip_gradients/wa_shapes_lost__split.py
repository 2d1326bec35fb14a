import torch

def clip_gradients(gradients, limit):
    d = torch.cat([g.flatten() for g in gradients])
    norm = d.norm()
    if not torch.isfinite(norm):
        d = torch.zeros_like(d)
    else:
        d = d * (limit / norm).clamp(max=1)
    return d.split([g.numel() for g in gradients]), norm
