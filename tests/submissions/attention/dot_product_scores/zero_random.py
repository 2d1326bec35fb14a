import torch

def dot_product_scores(query, keys):
    return torch.rand(keys.shape[:2])
