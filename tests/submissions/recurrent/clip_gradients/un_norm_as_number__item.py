import math
import torch

def clip_gradients(gradients, limit):
    norm = math.sqrt(sum(g.pow(2).sum().item() for g in gradients))
    if not math.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    factor = limit / max(norm, limit)
    return tuple(factor * g for g in gradients), norm
