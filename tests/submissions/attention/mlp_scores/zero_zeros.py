import torch

def mlp_scores(query, keys, layers):
    return torch.zeros(keys.shape[:2])
