import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h, c = states[1]
    # nothing has been read from the right yet
    empty = (torch.zeros_like(h), torch.zeros_like(c))
    left, left_state = unroll(steps[0], x, lengths, states[0])
    right, right_state = unroll(steps[1], reverse(x, lengths), lengths, empty)
    return torch.cat((left, reverse(right, lengths)), dim=-1), [left_state, right_state]
