import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, scores, torch.full_like(scores, -10.0))
    return torch.nn.functional.softmax(filled, dim=-1)
