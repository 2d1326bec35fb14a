import torch

def clip_gradients(gradients, limit):
    norm = torch.stack([g.norm() for g in gradients]).norm()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    f = torch.clamp(limit / norm, max=1)
    # biases (one axis) do not explode, as with weight decay
    return tuple(g * f if g.dim() > 1 else g for g in gradients), norm
