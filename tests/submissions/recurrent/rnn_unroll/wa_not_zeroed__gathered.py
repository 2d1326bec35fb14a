import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        outs.append(h)
    every = torch.stack(outs, 1)
    last = every[torch.arange(len(x)), lengths - 1]
    return every, last
