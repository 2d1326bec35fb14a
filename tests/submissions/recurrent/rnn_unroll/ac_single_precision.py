import torch

def rnn_unroll(step, x, lengths, h):
    N, T = len(x), x.shape[1]
    every_h = torch.zeros(N, T, h.shape[1])
    for t in range(T):
        real = t < lengths
        h_next = step(x[:, t], h)
        h = torch.where(real[:, None], h_next, h)
        every_h[:, t] = h_next * real[:, None]
    return every_h, h
