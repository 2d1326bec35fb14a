import torch

def clip_gradients(gradients, limit):
    norm = torch.sqrt(sum(torch.sum(g * g) for g in gradients))
    factor = torch.minimum(torch.ones_like(norm), limit / norm)
    return tuple(g * factor for g in gradients), norm
