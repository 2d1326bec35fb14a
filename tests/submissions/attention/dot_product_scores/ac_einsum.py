import torch

def dot_product_scores(query, keys):
    return torch.einsum('bh,bsh->bs', query, keys)
