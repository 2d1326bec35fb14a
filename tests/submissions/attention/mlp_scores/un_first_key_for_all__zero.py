import torch

def mlp_scores(query, keys, layers):
    scores = []
    for i in range(keys.shape[1]):
        a = torch.cat((query, keys[:, 0]), 1)
        last = len(layers) - 1
        for k, (W, b) in enumerate(layers):
            a = a @ W.t() + b
            if k < last:
                a = a.tanh()
        scores.append(a[:, 0])
    return torch.stack(scores, 1)
