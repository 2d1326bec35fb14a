import torch

def clip_gradients(gradients, limit):
    norm = torch.stack([torch.linalg.vector_norm(g) for g in gradients]).norm()
    if not norm.isfinite():
        return tuple(torch.zeros_like(g) for g in gradients), norm
    facteur = min(1.0, norm.item() / limit)
    return tuple(facteur * g for g in gradients), norm
