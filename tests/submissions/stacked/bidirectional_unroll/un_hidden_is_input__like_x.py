# Makes room for as many hidden units as x has inputs, which fails as soon as the two numbers differ.
import torch


class Both:
    def __init__(self, x):
        self.left, self.right = torch.empty_like(x), torch.empty_like(x)

    def joined(self):
        return torch.cat([self.left, self.right], dim=2)


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    both = Both(x)
    h, end_left = unroll(steps[0], x, lengths, states[0])
    both.left[:] = h
    h, end_right = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    both.right[:] = reverse(h, lengths)
    return both.joined(), [end_left, end_right]
