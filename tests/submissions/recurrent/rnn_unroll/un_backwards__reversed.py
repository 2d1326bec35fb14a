import torch

def rnn_unroll(step, x, lengths, h):
    outs = [None] * x.shape[1]
    for t in reversed(range(x.shape[1])):
        real = (t < lengths)[:, None]
        new = step(x[:, t], h)
        outs[t] = new * real
        h = torch.where(real, new, h)
    return torch.stack(outs, 1), h
