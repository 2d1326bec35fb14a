# The first weights are cut in the middle, which is right only where query and key have the same size.
import torch

def mlp_scores(query, keys, layers):
    W, b = layers[0]
    W_query, W_key = W.chunk(2, dim=1)
    a = (query @ W_query.T).unsqueeze(1) + keys @ W_key.T + b
    for W, b in layers[1:]:
        a = torch.tanh(a) @ W.T + b
    return a.squeeze(2)
