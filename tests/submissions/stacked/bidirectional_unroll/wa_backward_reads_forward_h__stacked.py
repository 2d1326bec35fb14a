import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h, s0 = unroll(steps[0], x, lengths, states[0])
    g, s1 = unroll(steps[1], reverse(h, lengths), lengths, states[1])
    return torch.cat((h, reverse(g, lengths)), dim=2), [s0, s1]
