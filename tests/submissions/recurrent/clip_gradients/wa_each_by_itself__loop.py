import torch

def clip_gradients(gradients, limit):
    total = torch.sqrt(sum((g * g).sum() for g in gradients))
    clipped = []
    for g in gradients:
        if not torch.isfinite(total):
            clipped.append(torch.zeros_like(g))
            continue
        own = g.norm()
        clipped.append(g * (limit / own) if own > limit else g.clone())
    return tuple(clipped), total
