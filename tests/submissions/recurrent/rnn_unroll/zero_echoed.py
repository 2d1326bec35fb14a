import torch

def rnn_unroll(step, x, lengths, h):
    return h[:, None].expand(-1, x.shape[1], -1), h
