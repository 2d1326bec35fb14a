import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h = x
    for step, state in zip(steps, states):
        h, last = unroll(step, h, lengths, state)
    return h, last
