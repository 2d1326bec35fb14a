import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    return filled.reshape(-1).softmax(0).reshape(scores.shape)
