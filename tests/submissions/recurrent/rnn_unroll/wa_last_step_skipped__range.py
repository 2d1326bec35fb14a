import torch

def rnn_unroll(step, x, lengths, h):
    B, T, _ = x.shape
    every = x.new_zeros(B, T, h.shape[1])
    for t in range(T - 1):
        real = lengths > t
        new = step(x[:, t], h)
        h = torch.where(real[:, None], new, h)
        every[:, t] = new * real[:, None]
    return every, h
