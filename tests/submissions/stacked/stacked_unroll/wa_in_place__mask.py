import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    pad = torch.arange(x.shape[1]) >= lengths[:, None]
    x.data[pad] = 0.0
    out = []
    for step, state in zip(steps, states):
        x, s = unroll(step, x, lengths, state)
        out.append(s)
    return x, out
