import torch

def clip_gradients(gradients, limit):
    norme = sum(torch.sum(torch.square(g)) for g in gradients)
    return tuple(torch.clamp(limit / norme, max=1.0) * g for g in gradients), norme
