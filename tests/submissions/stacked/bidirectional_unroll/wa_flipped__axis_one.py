import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    # read from the end: flip the time axis, and flip the result back
    hf, last_f = unroll(steps[0], x, lengths, states[0])
    hb, last_b = unroll(steps[1], torch.flip(x, dims=[1]), lengths, states[1])
    hb = torch.flip(hb, dims=[1])
    return torch.cat([hf, hb], dim=2), [last_f, last_b]
