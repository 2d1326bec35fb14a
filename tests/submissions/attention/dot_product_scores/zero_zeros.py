import torch

def dot_product_scores(query, keys):
    return torch.zeros(keys.shape[:2])
