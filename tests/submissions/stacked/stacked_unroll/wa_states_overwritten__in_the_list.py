import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h = x
    for k in range(len(steps)):
        h, states[k] = unroll(steps[k], h, lengths, states[k])
    return h, states
