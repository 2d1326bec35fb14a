import torch

def masked_softmax(scores, mask):
    lowest = torch.finfo(scores.dtype).min
    top = scores.masked_fill(~mask, lowest).max(dim=1, keepdim=True).values
    e = torch.exp(torch.where(mask, scores - top, 0)) * mask
    return e / e.sum(dim=1, keepdim=True)
