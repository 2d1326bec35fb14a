import torch


def clip_gradients(gradients, max_norm):
    square = torch.zeros((), dtype=torch.float64, device=gradients[0].device)
    for g in gradients:
        square += g.double().pow(2).sum()
    norm = square.sqrt()
    clipped = [g.clone() for g in gradients]
    if not norm.isfinite():
        for g in clipped:
            g.zero_()
    elif norm > max_norm:
        for g in clipped:
            g.mul_(max_norm / norm)
    return tuple(clipped), norm.to(gradients[0].dtype)
