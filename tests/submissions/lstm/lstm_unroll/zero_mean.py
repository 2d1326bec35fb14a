import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    m = x.mean(dim=2, keepdim=True).expand(-1, -1, h.shape[1])
    return m, (m.mean(1), m.mean(1))
