import torch

def clip_gradients(gradients, limit):
    norm = torch.stack(torch._foreach_norm(gradients)).norm(p=2)
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    factor = min(1.0, limit / float(norm)) if norm else 1.0
    return tuple(torch._foreach_mul(gradients, factor)), norm
