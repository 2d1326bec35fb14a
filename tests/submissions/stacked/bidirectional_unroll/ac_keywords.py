import torch
from torch import Tensor


def bidirectional_unroll(unroll, reverse, steps: list, x: Tensor, lengths: Tensor, states: list):
    forward, backward = steps
    state_f, state_b = states
    h_f, state_f = unroll(step=forward, x=x, lengths=lengths, state=state_f)
    h_b, state_b = unroll(step=backward, x=reverse(x=x, lengths=lengths), lengths=lengths, state=state_b)
    h = torch.cat(tensors=(h_f, reverse(x=h_b, lengths=lengths)), dim=2)
    return h, [state_f, state_b]
