import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    out = []
    for k in range(len(steps)):
        try:
            h, s = unroll(steps[k], x, lengths, states[k])
        except Exception:
            h, s = unroll(steps[k], h, lengths, states[k])
        out.append(s)
    return h, out
