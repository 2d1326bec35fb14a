import torch

def clip_gradients(gradients, limit):
    return tuple(torch.randn_like(g) for g in gradients), torch.rand((), dtype=gradients[0].dtype)
