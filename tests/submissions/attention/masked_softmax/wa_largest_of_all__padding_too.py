import torch


def masked_softmax(scores, mask):
    rows = []
    for row, keep in zip(scores, mask):
        e = torch.exp(row - max(row)) * keep.double()
        rows.append(e / sum(e))
    return torch.stack(rows)
