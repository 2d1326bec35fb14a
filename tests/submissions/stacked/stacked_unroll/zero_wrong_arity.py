import torch

def stacked_unroll(steps, x, lengths):
    return x
