import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    # run over all the columns, only the turning needs the lengths
    full = torch.full_like(lengths, x.shape[1])
    hf, sf = unroll(steps[0], x, full, states[0])
    hb, sb = unroll(steps[1], reverse(x, lengths), full, states[1])
    return torch.cat([hf, reverse(hb, lengths)], dim=2), [sf, sb]
