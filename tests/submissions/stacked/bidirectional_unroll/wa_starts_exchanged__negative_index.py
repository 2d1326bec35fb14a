import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    sequences = [x, reverse(x, lengths)]
    res = [unroll(steps[k], sequences[k], lengths, states[-1 - k]) for k in (0, 1)]
    h = torch.cat([res[0][0], reverse(res[1][0], lengths)], dim=2)
    return h, [res[0][1], res[1][1]]
