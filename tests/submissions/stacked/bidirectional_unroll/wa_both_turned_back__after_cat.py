import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    a, sa = unroll(steps[0], x, lengths, states[0])
    b, sb = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h = torch.cat((a, b), 2)
    return reverse(h, lengths), [sa, sb]
