import torch


def clip_gradients(gradients, max_norm):
    flat = torch.cat([g.reshape(-1) for g in gradients])
    norm = torch.dist(flat, torch.zeros_like(flat))
    good = torch.isfinite(norm)
    factor = torch.where(norm > max_norm, max_norm / norm, torch.ones_like(norm))
    flat = torch.where(good, flat * factor, torch.zeros_like(flat))
    parts = flat.split([g.numel() for g in gradients])
    return tuple(part.view(g.shape) for part, g in zip(parts, gradients)), norm
