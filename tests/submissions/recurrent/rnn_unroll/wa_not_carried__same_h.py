import torch

def rnn_unroll(step, x, lengths, h):
    T = x.size(1)
    masque = (torch.arange(T) < lengths[:, None]).unsqueeze(-1)
    every = torch.stack([step(x[:, t], h) for t in range(T)], dim=1)
    last = every[torch.arange(len(x)), lengths - 1]
    return every * masque, last
