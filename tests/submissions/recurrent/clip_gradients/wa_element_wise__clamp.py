import torch

def clip_gradients(gradients, limit):
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    if norm.isfinite():
        return tuple(torch.clamp(g, -limit, limit) for g in gradients), norm
    return tuple(g.new_zeros(g.shape) for g in gradients), norm
