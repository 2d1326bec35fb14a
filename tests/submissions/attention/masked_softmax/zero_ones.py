import torch

def masked_softmax(scores, mask):
    return torch.ones_like(scores)
