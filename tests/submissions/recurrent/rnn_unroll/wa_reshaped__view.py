import torch

def rnn_unroll(step, x, lengths, h):
    B, T, D = x.shape
    by_time = x.reshape(T, B, D)
    outs = []
    for t in range(T):
        real = (lengths > t)[:, None]
        n = step(by_time[t], h)
        h = torch.where(real, n, h)
        outs.append(torch.where(real, n, torch.zeros_like(n)))
    return torch.stack(outs, 1), h
