import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h = torch.randn(x.shape[0], x.shape[1], states[-1][0].shape[1], dtype=x.dtype)
    return h, [(torch.randn_like(a), torch.randn_like(b)) for a, b in states]
