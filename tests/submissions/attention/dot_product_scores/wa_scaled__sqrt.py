import torch

def dot_product_scores(query, keys):
    return torch.bmm(keys, query.unsqueeze(2)).squeeze(2) / keys.shape[-1] ** 0.5
