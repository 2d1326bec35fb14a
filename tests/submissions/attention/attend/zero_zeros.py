import torch

def attend(weights, values):
    return torch.zeros(len(values), values.shape[2])
