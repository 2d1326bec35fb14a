import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    inputs = (x, reverse(x, lengths))
    out = [unroll(step, inp, lengths, state) for step, inp, state in zip(steps, inputs, states)]
    hs, last = zip(*out)
    return torch.cat(hs, dim=2), list(last)
