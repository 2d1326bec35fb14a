import torch

def attend(weights, values):
    return torch.bmm(weights.unsqueeze(1), values[:1].repeat(len(values), 1, 1)).squeeze(1)
