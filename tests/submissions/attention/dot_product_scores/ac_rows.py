import torch

def dot_product_scores(query, keys):
    rows = []
    for q, k in zip(query, keys):
        rows.append(k @ q)
    return torch.stack(rows)
