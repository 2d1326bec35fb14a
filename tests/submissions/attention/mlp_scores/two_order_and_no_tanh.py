import torch

def mlp_scores(query, keys, layers):
    x = torch.cat((keys, query[:, None].expand(-1, keys.shape[1], -1)), dim=2)
    for W, b in layers:
        x = x @ W.T + b
    return x[:, :, 0]
