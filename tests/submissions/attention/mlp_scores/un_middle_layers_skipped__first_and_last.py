# Only the first and the last layer are used, so a network with several hidden layers is read wrongly.
import torch
import torch.nn.functional as F

def mlp_scores(query, keys, layers):
    rows = []
    for q, k in zip(query, keys):
        a = torch.cat((q.repeat(len(k), 1), k), dim=1)
        if len(layers) > 1:
            a = F.linear(a, *layers[0]).tanh()
        rows.append(F.linear(a, *layers[-1])[:, 0])
    return torch.stack(rows)
