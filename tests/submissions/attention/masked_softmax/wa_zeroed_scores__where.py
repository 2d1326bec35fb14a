import torch

def masked_softmax(scores, mask):
    filled = torch.where(mask, scores, torch.zeros_like(scores))
    return torch.nn.functional.softmax(filled, dim=-1)
