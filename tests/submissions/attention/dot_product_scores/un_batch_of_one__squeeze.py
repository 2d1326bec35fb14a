# The squeeze takes the batch axis away too when there is one row, and the source axis when there is one key.
import torch

def dot_product_scores(query, keys):
    return torch.bmm(keys, query.unsqueeze(2)).squeeze()
