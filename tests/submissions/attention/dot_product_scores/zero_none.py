import torch

def dot_product_scores(query, keys):
    torch.zeros(3)
