import torch

def dot_product_scores(query, keys):
    return torch.bmm(keys.data, query.data.unsqueeze(2)).squeeze(2)
