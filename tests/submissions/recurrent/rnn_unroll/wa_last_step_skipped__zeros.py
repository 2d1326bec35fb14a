import torch

def rnn_unroll(step, x, lengths, h):
    every_h = torch.zeros(x.shape[0], x.shape[1], h.shape[1], dtype=h.dtype, device=h.device)
    for t in range(0, x.shape[1] - 1):
        real = t < lengths
        new = step(x[:, t], h)
        h = torch.where(real[:, None], new, h)
        every_h[real, t] = new[real]
    return every_h, h
