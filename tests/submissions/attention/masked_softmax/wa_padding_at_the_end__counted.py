import torch


def masked_softmax(scores, mask):
    out = torch.zeros_like(scores)
    for n, length in enumerate(mask.sum(dim=1).tolist()):
        out[n, :length] = torch.softmax(scores[n, :length], dim=0)
    return out
