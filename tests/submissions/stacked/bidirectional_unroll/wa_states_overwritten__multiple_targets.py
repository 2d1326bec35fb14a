import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    forward, states[0] = unroll(steps[0], x, lengths, states[0])
    backward, states[1] = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    return torch.cat((forward, reverse(backward, lengths)), dim=2), states
