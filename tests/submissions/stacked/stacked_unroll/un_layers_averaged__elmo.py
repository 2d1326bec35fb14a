import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    layers, last = [], []
    for step, state in zip(steps, states):
        x, s = unroll(step, x, lengths, state)
        layers.append(x)
        last.append(s)
    return torch.stack(layers).mean(0), last
