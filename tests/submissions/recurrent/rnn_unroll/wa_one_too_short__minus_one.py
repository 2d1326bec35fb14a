import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    last = lengths - 1
    for t in range(x.shape[1]):
        real = (t < last)[:, None]
        new = step(x[:, t], h)
        outs.append(torch.where(real, new, torch.zeros_like(new)))
        h = torch.where(real, new, h)
    return torch.stack(outs, 1), h
