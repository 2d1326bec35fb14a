import torch
from torch import nn
from torch.func import functional_call

def mlp_scores(query, keys, layers):
    network, weights = nn.Sequential(), {}
    for k, (W, b) in enumerate(layers):
        if k > 0:
            network.append(nn.Tanh())
        weights[f"{len(network)}.weight"], weights[f"{len(network)}.bias"] = W, b
        network.append(nn.Linear(W.shape[1], W.shape[0], device="meta"))
    both = torch.cat((query.unsqueeze(1).expand(-1, keys.shape[1], -1), keys), dim=2)
    return functional_call(network, weights, (both,)).squeeze(2)
