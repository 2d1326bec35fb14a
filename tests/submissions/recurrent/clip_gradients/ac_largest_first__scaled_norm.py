import torch


def norm_of(gradients):
    """The norm of what is left after division by the largest entry: no square overflows."""
    largest = torch.stack([g.abs().max() for g in gradients]).max()
    if largest == 0 or not torch.isfinite(largest):
        return largest
    return largest * sum((g / largest).square().sum() for g in gradients).sqrt()


def clip_gradients(gradients, max_norm):
    norm = norm_of(gradients)
    if not torch.isfinite(norm):
        return tuple(map(torch.zeros_like, gradients)), norm
    if norm <= max_norm:
        return tuple(g.clone() for g in gradients), norm
    return tuple(g * (max_norm / norm) for g in gradients), norm
