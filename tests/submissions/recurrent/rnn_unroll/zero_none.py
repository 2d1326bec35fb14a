import torch

def rnn_unroll(step, x, lengths, h):
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
