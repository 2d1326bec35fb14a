import torch

def mlp_scores(query, keys, layers):
    x = torch.cat((query[:, None].expand(-1, keys.size(1), -1), keys), -1)
    *hidden, (W, b) = layers
    for V, c in hidden:
        x = torch.tanh(torch.einsum('bsi,oi->bso', x, V) + c)
    return torch.einsum('bsi,i->bs', x, W[0]) + b[0]
