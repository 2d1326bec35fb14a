import torch

def rnn_unroll(step, x, lengths, h):
    return torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=x.dtype), torch.zeros_like(h)
