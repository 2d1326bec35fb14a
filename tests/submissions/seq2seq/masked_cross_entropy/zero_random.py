import torch

def masked_cross_entropy(scores, target, lengths):
    return torch.rand(())
