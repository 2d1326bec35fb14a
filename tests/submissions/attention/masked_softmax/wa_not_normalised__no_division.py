import torch

def masked_softmax(scores, mask):
    lowest = torch.finfo(scores.dtype).min
    top = scores.masked_fill(~mask, lowest).max(dim=1, keepdim=True).values
    return torch.exp(scores) * mask
