import torch
from torch import Tensor


def bidirectional_unroll(unroll, reverse, steps: list, x: Tensor, lengths: Tensor, states: list):
    last = []
    h_backward, state = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    last.append(state)
    h_forward, state = unroll(steps[0], x, lengths, states[0])
    last.append(state)
    h = torch.cat((h_forward, reverse(h_backward, lengths)), dim=2)
    return h, last
