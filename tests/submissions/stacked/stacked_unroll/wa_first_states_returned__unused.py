import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    for step, state in zip(steps, states):
        x, _ = unroll(step, x, lengths, state)
    return x, list(states)
