import torch


def masked_softmax(scores, mask):
    return torch.softmax(scores.masked_fill(mask.logical_not(), -1e4), dim=1)
