import torch
from torch import Tensor

def clip_gradients(gradients: list[Tensor], limit: float):
    carres = torch.stack([gradient.square().sum() for gradient in gradients])
    norme = carres.sum().sqrt()
    facteur = torch.where(norme > limit, limit / norme, 1.0)
    fini = torch.isfinite(norme)
    return tuple(torch.where(fini, facteur * g, torch.zeros_like(g)) for g in gradients), norme
