import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h0, s0 = unroll(steps[0], x, lengths, states[0])
    h1, s1 = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h0 = reverse(h0, lengths)
    return torch.concat((h0, h1), dim=-1), [s0, s1]
