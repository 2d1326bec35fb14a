# The context is the sum of U h, with which the query was compared, and not of the states.
import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    keys = torch.einsum("ob,nsb->nso", U, h)
    query = torch.einsum("oi,ni->no", W, torch.cat((x_t, s), dim=1))
    e = torch.einsum("o,nso->ns", v, torch.tanh(query[:, None] + keys))
    weights = torch.softmax(e.where(mask, torch.tensor(-torch.inf, dtype=e.dtype)), dim=1)
    return torch.einsum("ns,nso->no", weights, keys), weights
