import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    every, finals = [x], []
    for step, state in zip(steps, states):
        h, final = unroll(step, every[-1], lengths, state)
        every.append(h)
        finals.append(final)
    return every[1], finals
