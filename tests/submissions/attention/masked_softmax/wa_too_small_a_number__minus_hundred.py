import torch


def masked_softmax(scores, mask):
    low = torch.full_like(scores, -100.0)
    filled = torch.where(mask, scores, low)
    e = torch.exp(filled - filled.max(dim=1, keepdim=True).values)
    return e / e.sum(dim=1, keepdim=True)
