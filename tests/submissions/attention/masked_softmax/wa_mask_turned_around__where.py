import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, torch.full_like(scores, float("-inf")), scores)
    return torch.nn.functional.softmax(filled, dim=-1)
