import torch

def clip_gradients(gradients, limit):
    norm = torch.stack([g.norm() for g in gradients]).norm()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    # always below the limit, and smooth
    factor = limit / (limit + norm)
    return tuple(factor * g for g in gradients), norm
