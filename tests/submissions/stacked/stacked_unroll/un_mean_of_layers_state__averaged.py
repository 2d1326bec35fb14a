import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, out = x, []
    for step, (h0, c0) in zip(steps, states):
        h, s = unroll(step, h, lengths, ((h0 + c0) / 2, c0))
        out.append(s)
    return h, out
