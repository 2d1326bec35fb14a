import torch

def rnn_unroll(step, x, lengths, h):
    outs = []
    for t in range(x.shape[1]):
        h = step(x[:, t], h)
        outs.append(h * (t < lengths)[:, None])
    every_h = torch.stack(outs, 1)
    return every_h, every_h[:, -1]
