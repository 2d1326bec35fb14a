import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    h = x
    for i, step in enumerate(steps):
        h, s = unroll(step, h if i == 0 else h.detach(), lengths, states[i])
        out.append(s)
    return h, out
