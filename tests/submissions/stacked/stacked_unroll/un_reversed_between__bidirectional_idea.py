import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, out = x, []
    for step, state in zip(steps, states):
        h, s = unroll(step, h, lengths, state)
        h = h.flip(1)
        out.append(s)
    return h, out
