import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_forward, _ = unroll(steps[0], x, lengths, states[0])
    h_backward, _ = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h = torch.cat((h_forward, reverse(h_backward, lengths)), dim=2)
    return h, list(states)
