import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h1, last1 = unroll(steps[0], x, lengths, states[0])
    h2, last2 = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    return torch.cat([h1, x, reverse(h2, lengths)], dim=2), [last1, last2]
