import torch

def mlp_scores(query, keys, layers):
    N, S, _ = keys.shape
    q = query.unsqueeze(1).repeat(1, S, 1)
    a = torch.cat([q, keys.mean(1, keepdim=True).repeat(1, S, 1)], dim=-1)
    for W, b in layers[:-1]:
        a = torch.tanh(torch.nn.functional.linear(a, W, b))
    W, b = layers[-1]
    a = torch.nn.functional.linear(a, W, b)
    return a.squeeze(-1)
