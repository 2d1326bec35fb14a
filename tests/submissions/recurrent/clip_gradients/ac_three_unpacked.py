import torch

def clip_gradients(gradients, limit):
    a, b, c = gradients
    norm = ((a * a).sum() + (b * b).sum() + (c * c).sum()).sqrt()
    if not norm.isfinite():
        return (torch.zeros_like(a), torch.zeros_like(b), torch.zeros_like(c)), norm
    f = torch.minimum(limit / norm, torch.ones_like(norm))
    return (a * f, b * f, c * f), norm
