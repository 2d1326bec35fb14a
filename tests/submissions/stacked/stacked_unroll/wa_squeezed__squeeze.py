import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    for step, state in zip(steps, states):
        x, s = unroll(step, x, lengths, state)
        out.append(s)
    return x.squeeze(), out
