import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_f, s_f = unroll(steps[0], x, lengths, states[0])
    x[:] = reverse(x, lengths)
    h_b, s_b = unroll(steps[1], x, lengths, states[1])
    return torch.cat([h_f, reverse(h_b, lengths)], dim=2), [s_f, s_b]
