import torch

def clip_gradients(gradients, limit):
    norm = sum(torch.dot(g.reshape(-1), g.reshape(-1)) for g in gradients) ** 0.5
    bad = not bool(norm.isfinite())
    # d * limit / max(limit, norm)
    bottom = norm.clamp(min=limit)
    return tuple(g.new_zeros(g.shape) if bad else g * (limit / bottom) for g in gradients), norm
