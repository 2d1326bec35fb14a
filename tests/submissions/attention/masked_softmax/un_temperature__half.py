import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, scores, torch.full_like(scores, float("-inf")))
    return torch.nn.functional.softmax(filled / 2, dim=-1)
