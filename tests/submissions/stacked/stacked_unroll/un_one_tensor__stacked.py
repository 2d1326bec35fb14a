import torch


def stacked_unroll(unroll, steps, x, lengths, states):
    hs, cs = [], []
    for k in range(len(steps)):
        x, (h, c) = unroll(steps[k], x, lengths, states[k])
        hs.append(h)
        cs.append(c)
    return x, list(zip(torch.stack(hs), torch.stack(cs)))
