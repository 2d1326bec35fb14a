import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for t in range(x.shape[1]):
        real = (lengths > t)[:, None]
        n = step(x[:, t], h)
        h = torch.where(real, n, h)
        outs.append(n * real)
    return torch.stack(outs), h
