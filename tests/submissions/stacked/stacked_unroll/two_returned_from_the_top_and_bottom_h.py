import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, out, bottom = x, [], None
    for step, state in zip(steps, states):
        h, s = unroll(step, h, lengths, state)
        bottom = h if bottom is None else bottom
        out.append(s)
    return bottom, out[::-1]
