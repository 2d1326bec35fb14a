import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for x_t in x.transpose(0, 1):
        h = step(x_t, h)
        outs.append(h)
    every = torch.stack(outs, 1)
    every = every.masked_fill(torch.arange(x.shape[1])[None, :, None] >= lengths[:, None, None], 0.0)
    return every, h
