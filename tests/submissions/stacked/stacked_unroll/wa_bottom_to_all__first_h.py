import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    bottom, s = unroll(steps[0], x, lengths, states[0])
    h, out = bottom, [s]
    for k in range(1, len(steps)):
        h, s = unroll(steps[k], bottom, lengths, states[k])
        out.append(s)
    return h, out
