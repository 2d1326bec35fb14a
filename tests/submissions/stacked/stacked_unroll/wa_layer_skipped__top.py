import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    finals = []
    for k in range(len(steps) - 1):
        x, final = unroll(steps[k], x, lengths, states[k])
        finals.append(final)
    return x, finals
