# The scores of the padding are overwritten in the argument itself.
import torch

def masked_softmax(scores, mask):
    weights = []
    for row, real in zip(scores, mask):
        row[~real] = -torch.inf
        weights.append(torch.softmax(row, dim=0))
    return torch.stack(weights)
