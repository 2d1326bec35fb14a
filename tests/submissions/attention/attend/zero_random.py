import torch

def attend(weights, values):
    return torch.rand(len(values), values.shape[2])
