import torch

def clip_gradients(gradients, limit):
    limite = limit / len(gradients)   # chaque tenseur a sa part
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    if norm > limite:
        return tuple(g * limite / norm for g in gradients), norm
    return tuple(gradients), norm
