import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    sides = []
    ends = []
    for d in range(2):
        h, end = unroll(steps[d], x, lengths, states[d])
        sides.append(h)
        ends.append(end)
    return torch.cat(sides, dim=2), ends
