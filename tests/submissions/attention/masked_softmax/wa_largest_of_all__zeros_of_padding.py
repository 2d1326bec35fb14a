import torch


def masked_softmax(scores, mask):
    real = mask.to(scores)
    weights = torch.softmax(scores * real, dim=1) * real
    return weights / weights.sum(dim=1, keepdim=True)
