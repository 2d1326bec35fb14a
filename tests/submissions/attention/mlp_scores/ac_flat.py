import torch

def mlp_scores(query, keys, layers):
    batch, source, size = keys.shape
    pairs = torch.cat((query.repeat_interleave(source, dim=0), keys.reshape(-1, size)), dim=1)
    for number, (W, b) in enumerate(layers, start=1):
        pairs = torch.addmm(b, pairs, W.T)
        pairs = pairs.tanh() if number < len(layers) else pairs
    return pairs.view(batch, source)
