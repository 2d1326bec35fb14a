import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    if len(steps) == 0:
        return x, []
    h, first = unroll(steps[0], x, lengths, states[0])
    h, rest = stacked_unroll(unroll, steps[1:], h, lengths, states[1:])
    return h, [first] + rest
