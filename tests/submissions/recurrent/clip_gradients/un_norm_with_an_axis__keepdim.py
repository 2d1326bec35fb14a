# The norm comes back as a tensor with one axis of length 1 instead of one without axes.
import torch


def clip_gradients(gradients, max_norm):
    squares = torch.stack([torch.einsum("i,i->", g.flatten(), g.flatten()) for g in gradients])
    norm = squares.sum(dim=0, keepdim=True).sqrt()
    if not norm.isfinite().all():
        return tuple(torch.zeros_like(g) for g in gradients), norm
    factor = torch.where(norm > max_norm, max_norm / norm, torch.ones_like(norm))
    return tuple(g * factor for g in gradients), norm
