import torch

def rnn_unroll(step, x, lengths, h):
    L = int(lengths[0])
    every = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=x.dtype)
    outs = []
    for t in range(L):
        h = step(x[:, t], h)
        outs.append(h)
    return torch.cat([torch.stack(outs, 1), every[:, L:]], dim=1), h
