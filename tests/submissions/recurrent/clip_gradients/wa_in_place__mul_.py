import torch

def clip_gradients(gradients, limit):
    norm = torch.norm(torch.stack([torch.norm(g) for g in gradients]))
    for g in gradients:
        if not torch.isfinite(norm):
            g.zero_()
        elif norm > limit:
            g.mul_(limit / norm)
    return tuple(gradients), norm
