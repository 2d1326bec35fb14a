import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    every, finals = [], []
    for step, state in zip(steps, states):
        x, final = unroll(step, x, lengths, state)
        every.append(x)
        finals.append(final)
    return every, finals
