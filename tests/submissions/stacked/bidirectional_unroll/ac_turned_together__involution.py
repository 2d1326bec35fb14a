import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    f, f_end = unroll(steps[0], x, lengths, states[0])
    b, b_end = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    # both in the order in which the backward one reads, then both turned: twice is as good as never
    h = reverse(torch.cat([reverse(f, lengths), b], dim=2), lengths)
    return h, [f_end, b_end]
