# As in the function of torch, 1e-6 is added to the norm in the denominator.
import torch


def clip_gradients(gradients, max_norm):
    norm = torch.stack([torch.linalg.vector_norm(g) for g in gradients]).norm()
    if torch.isnan(norm) or torch.isinf(norm):
        return tuple(torch.zeros_like(g) for g in gradients), norm
    coefficient = torch.clamp(max_norm / (norm + 1e-6), max=1.0)
    return tuple(g * coefficient for g in gradients), norm
