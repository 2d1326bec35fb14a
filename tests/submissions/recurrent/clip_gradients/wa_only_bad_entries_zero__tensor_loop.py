# Only the tensor that holds the infinite number or the NaN becomes zero; the others are clipped by their own common norm.
import torch


def clip_gradients(gradients, max_norm):
    norm = sum(g.square().sum() for g in gradients).sqrt()
    healthy = [torch.where(torch.isfinite(g).all(), g, torch.zeros_like(g)) for g in gradients]
    usable = sum(g.square().sum() for g in healthy).sqrt()
    factor = 1.0 if usable <= max_norm else max_norm / usable
    return tuple(g * factor for g in healthy), norm
