import torch

def dot_product_scores(query, keys):
    return torch.stack([torch.stack([torch.dot(q, one) for one in k]) for q, k in zip(query, keys)])
