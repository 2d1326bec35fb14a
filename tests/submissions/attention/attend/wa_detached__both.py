import torch

def attend(weights, values):
    return torch.bmm(weights.detach().unsqueeze(1), values.detach()).squeeze(1)
