import torch


def attend(weights, values):
    weights = weights / weights.sum(dim=1, keepdim=True)
    return torch.einsum("ns,nsv->nv", weights, values)
