import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    h, finals = x, []
    for step in steps:
        h, final = unroll(step, h, lengths, states[0])
        finals.append(final)
    return h, finals
