import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    x = x.clone()
    for n, length in enumerate(lengths.tolist()):
        x[n, length:] = 0  # no rubbish from here on
    last = [None, None]
    parts = [None, None]
    parts[0], last[0] = unroll(steps[0], x, lengths, states[0])
    parts[1], last[1] = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    parts[1] = reverse(parts[1], lengths)
    return torch.concat(parts, -1), last
