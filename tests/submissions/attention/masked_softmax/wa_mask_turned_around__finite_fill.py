import torch


def masked_softmax(scores, mask):
    scores = scores.clone()
    scores[mask] = -10000.0
    return torch.nn.functional.softmax(scores, dim=-1)
