import torch

from functools import reduce

def stacked_unroll(unroll, steps, x, lengths, states):
    def one(soFar, layer):
        h, finals = soFar
        step, state = layer
        h, final = unroll(step, h, lengths, state)
        return h, finals + [final]
    return reduce(one, zip(steps, states), (x, []))
