import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_b, last_b = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h_f, last_f = unroll(steps[0], x, lengths, states[0])
    return torch.cat((reverse(h_b, lengths), h_f), dim=2), [last_b, last_f]
