import torch

def rnn_unroll(step, x, lengths, h):
    every_h = torch.stack([step(x[:, t], h) for t in range(x.shape[1])], 1)
    return every_h, every_h[range(len(x)), lengths - 1]
