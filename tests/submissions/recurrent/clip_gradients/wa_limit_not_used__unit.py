import torch

def clip_gradients(gradients, limit):
    squares = [torch.sum(g ** 2) for g in gradients]
    norm = torch.sqrt(torch.stack(squares).sum())
    if torch.isnan(norm) or torch.isinf(norm):
        factor = None
    else:
        factor = torch.clamp(1 / norm, max=1.0)
    return tuple(torch.zeros_like(g) if factor is None else g * factor for g in gradients), norm
