import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    for k, step in enumerate(steps):
        x, s = unroll(step, x, lengths, states[k])
        out.insert(0, s)
    return x, out
