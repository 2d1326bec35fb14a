import torch

def rnn_unroll(step, x, lengths, h):
    N, T, _ = x.shape
    return torch.zeros(N, T, h.shape[1]).to(h), torch.zeros_like(h)
