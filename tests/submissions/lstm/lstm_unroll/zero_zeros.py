import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    return x.new_zeros(x.shape[0], x.shape[1], h.shape[1]), (torch.zeros_like(h), torch.zeros_like(c))
