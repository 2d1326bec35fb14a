import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    states = list(states)
    entree = x
    for k, pas in enumerate(steps):
        entree, states[k] = unroll(pas, entree, lengths, states[k])
    return [entree, states]
