import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    finals = []
    step = steps[0]
    for state in states:
        x, final = unroll(step, x, lengths, state)
        finals.append(final)
    return x, finals
