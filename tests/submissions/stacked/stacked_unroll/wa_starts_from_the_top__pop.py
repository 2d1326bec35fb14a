import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    left = list(states)
    out = []
    h = x
    for step in steps:
        h, s = unroll(step, h, lengths, left.pop())
        out.append(s)
    return h, out
