import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    for step, (c, h) in zip(steps, states):
        x, (c, h) = unroll(step, x, lengths, (h, c))
        out.append((c, h))
    return x, out
