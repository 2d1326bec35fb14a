import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        outs.append(h)
    return torch.stack(outs, 1), h
