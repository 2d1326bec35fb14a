import torch

def dot_product_scores(query, keys):
    return torch.bmm(keys, query.unsqueeze(2))
