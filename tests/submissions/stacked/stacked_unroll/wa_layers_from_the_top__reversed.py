import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h = x
    out = []
    for k in reversed(range(len(steps))):
        h, s = unroll(steps[k], h, lengths, states[k])
        out.insert(0, s)
    return h, out
