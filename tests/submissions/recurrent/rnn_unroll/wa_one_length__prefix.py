import torch

def rnn_unroll(step, x, lengths, h):
    L = lengths[0].item()
    every_h = x.new_zeros(x.shape[0], x.shape[1], h.shape[1])
    for t in range(L):
        h = step(x[:, t], h)
        every_h[:, t] = h
    return every_h, h
