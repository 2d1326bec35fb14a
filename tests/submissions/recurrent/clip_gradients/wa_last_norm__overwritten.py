import torch

def clip_gradients(gradients, limit):
    for g in gradients:
        norme = (g ** 2).sum().sqrt()
    if not torch.isfinite(norme):
        return tuple(0 * torch.ones_like(g) for g in gradients), norme
    facteur = min(1, limit / norme) if norme > 0 else 1
    return tuple(facteur * g for g in gradients), norme
