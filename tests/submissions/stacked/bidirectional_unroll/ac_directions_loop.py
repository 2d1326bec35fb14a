import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    hs, last = [], []
    for d in (0, 1):
        seq = reverse(x, lengths) if d else x
        h, state = unroll(steps[d], seq, lengths, states[d])
        hs.append(reverse(h, lengths) if d else h)
        last.append(state)
    return torch.cat(hs, dim=2), last
