import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    (h1, c1), (h2, c2) = states
    out1, (c1, h1) = unroll(steps[0], x, lengths, (c1, h1))
    out2, (c2, h2) = unroll(steps[1], reverse(x, lengths), lengths, (c2, h2))
    out = torch.cat((out1, reverse(out2, lengths)), dim=2)
    return out, [(h1, c1), (h2, c2)]
