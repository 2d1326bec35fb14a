import torch


def masked_softmax(scores, mask):
    exponentials = torch.zeros_like(scores)
    exponentials[mask] = torch.exp(scores[mask] - torch.max(scores[mask]))
    return exponentials / exponentials.sum(-1, keepdim=True)
