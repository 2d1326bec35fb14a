import torch


def mlp_scores(query, keys, layers):
    x = torch.cat([query[:, None].expand(-1, keys.shape[1], -1), keys], 2)
    W, b = layers[0]
    x = torch.tanh(x @ W.T + b)
    for k in range(1, len(layers)):
        W, b = layers[k]
        x = x @ W.T + b
        if k < len(layers) - 1:
            x = torch.tanh(x)
    return x[..., 0]
