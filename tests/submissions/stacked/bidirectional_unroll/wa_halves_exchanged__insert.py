import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    parts = []
    h, avant = unroll(steps[0], x, lengths, states[0])
    parts.insert(0, h)
    h, arriere = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    parts.insert(0, reverse(h, lengths))
    return torch.cat(parts, dim=2), [avant, arriere]
