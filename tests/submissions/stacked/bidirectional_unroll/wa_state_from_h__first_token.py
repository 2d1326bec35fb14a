# Takes the last backward h from token 0, where reading ends only if reverse is the exact opposite order.
import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    forward, last_forward = unroll(steps[0], x, lengths, states[0])
    backward, (_, c) = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    backward = reverse(backward, lengths)
    last_backward = (backward[:, 0], c)  # the backward network comes out at the front
    return torch.cat((forward, backward), -1), [last_forward, last_backward]
