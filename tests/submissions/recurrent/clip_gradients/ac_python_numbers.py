import math
import torch

def clip_gradients(gradients, limit):
    norm = torch.cat([g.ravel() for g in gradients]).pow(2).sum().sqrt()
    n = norm.item()
    if math.isfinite(n):
        s = min(1.0, limit / n) if n > 0 else 1.0
        return tuple([s * g for g in gradients]), norm
    return tuple([torch.zeros_like(g) for g in gradients]), norm
