import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    state = states[0]
    result = []
    for step in steps:
        x, state = unroll(step, x, lengths, state)
        result.append(state)
    return x, result
