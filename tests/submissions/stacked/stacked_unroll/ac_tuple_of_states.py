import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    finals = ()
    for step, state in zip(steps, states):
        x, final = unroll(step, x, lengths, state)
        finals += (final,)
    return x, finals
