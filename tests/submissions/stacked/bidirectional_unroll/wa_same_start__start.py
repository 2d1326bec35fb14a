import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    start = states[0]
    h1, e1 = unroll(steps[0], x, lengths, start)
    h2, e2 = unroll(steps[1], reverse(x, lengths), lengths, start)
    h2 = reverse(h2, lengths)
    return torch.cat([h1, h2], axis=2), [e1, e2]
