import torch

def attend(weights, values):
    return torch.bmm(weights[:1].repeat(len(weights), 1).unsqueeze(1), values).squeeze(1)
