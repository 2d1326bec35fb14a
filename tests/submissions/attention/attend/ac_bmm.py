import torch

def attend(weights, values):
    return torch.bmm(weights.unsqueeze(1), values).squeeze(1)
