import torch

def attend(weights, values):
    return torch.bmm(weights.flip(-1).unsqueeze(1), values).squeeze(1)
