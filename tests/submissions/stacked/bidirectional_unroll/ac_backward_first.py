import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    from_right, end_right = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    from_right = reverse(from_right, lengths)
    from_left, end_left = unroll(steps[0], x, lengths, states[0])
    return torch.cat([from_left, from_right], dim=2), [end_left, end_right]
