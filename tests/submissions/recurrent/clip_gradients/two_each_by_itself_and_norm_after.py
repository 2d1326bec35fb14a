import torch

def clip_gradients(gradients, limit):
    if not all(torch.isfinite(g).all() for g in gradients):
        clipped = [torch.zeros_like(g) for g in gradients]
    else:
        clipped = [g * limit / max(g.norm(), limit) for g in gradients]
    return tuple(clipped), torch.stack([c.norm() for c in clipped]).norm()
