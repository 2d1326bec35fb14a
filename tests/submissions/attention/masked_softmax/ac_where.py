import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    return torch.nn.functional.softmax(filled, dim=-1)
