import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    for step, state in zip(steps, states[::-1]):
        x, s = unroll(step, x.detach(), lengths, state)
        out.append(s)
    return x, out
