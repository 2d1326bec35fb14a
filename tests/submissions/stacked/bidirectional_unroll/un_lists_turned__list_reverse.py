# Turns the lists of the arguments around and leaves them so: the result is right, a second call with them is not.
import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    steps.reverse()  # the backward one first
    states.reverse()
    h, last = [], []
    for k, (step, state) in enumerate(zip(steps, states)):
        out, end = unroll(step, reverse(x, lengths) if k == 0 else x, lengths, state)
        h.insert(0, reverse(out, lengths) if k == 0 else out)
        last.insert(0, end)
    return torch.cat(h, dim=2), last
