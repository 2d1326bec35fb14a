import torch


def masked_softmax(scores, mask):
    largest = torch.stack([row[real].max() for row, real in zip(scores, mask)])
    e = torch.zeros_like(scores)
    e[mask] = torch.exp((scores - largest[:, None])[mask])
    return e / e.sum(dim=1, keepdim=True)
