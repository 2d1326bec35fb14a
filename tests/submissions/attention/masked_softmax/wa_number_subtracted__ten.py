import torch

def masked_softmax(scores, mask):
    return torch.softmax(scores - 10.0 * (1 - mask.to(scores.dtype)), 1)
