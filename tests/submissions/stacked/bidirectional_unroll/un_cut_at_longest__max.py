import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    x = x[:, : int(lengths.max())]  # the rest is padding for every row
    h_f, s_f = unroll(steps[0], x, lengths, states[0])
    h_b, s_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    return torch.cat([h_f, reverse(h_b, lengths)], dim=2), [s_f, s_b]
