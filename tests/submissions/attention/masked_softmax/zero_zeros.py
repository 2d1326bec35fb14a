import torch

def masked_softmax(scores, mask):
    return torch.zeros_like(scores)
