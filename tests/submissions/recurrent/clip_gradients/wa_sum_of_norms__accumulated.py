import torch

def clip_gradients(gradients, limit):
    norm = 0
    for g in gradients:
        norm = norm + torch.linalg.vector_norm(g)
    ok = bool(torch.isfinite(norm))
    result = []
    for g in gradients:
        if ok:
            result.append(g * torch.clamp(limit / norm, max=1))
        else:
            result.append(g.new_zeros(g.size()))
    return tuple(result), norm
