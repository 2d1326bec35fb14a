# The batch has another letter in the query, so each key is compared with the sum of all queries.
import torch

def dot_product_scores(query, keys):
    return torch.einsum("mh,nih->ni", query, keys)
