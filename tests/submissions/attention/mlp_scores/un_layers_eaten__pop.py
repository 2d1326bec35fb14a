# The output layer is taken out of the list of the caller, so the argument is changed.
import torch

def mlp_scores(query, keys, layers):
    W_out, b_out = layers.pop()
    a = torch.cat((query.unsqueeze(1).expand(-1, keys.shape[1], -1), keys), dim=2)
    for W, b in layers:
        a = torch.tanh(a @ W.T + b)
    return (a @ W_out.T + b_out).squeeze(-1)
