import torch

def clip_gradients(gradients, limit):
    norm = torch.sqrt(torch.sum(torch.stack([torch.sum(torch.abs(g) ** 2) for g in gradients])))
    if norm.isnan() or norm.isinf():
        def couper(g):
            return torch.full_like(g, 0.0)
    elif norm.item() > limit:
        ratio = norm / limit
        def couper(g):
            return torch.div(g, ratio)
    else:
        def couper(g):
            return g
    return tuple(map(couper, gradients)), norm
