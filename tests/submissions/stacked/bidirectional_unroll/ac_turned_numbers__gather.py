import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    # turn the numbers of the tokens around once, and pick with them
    numbers = torch.arange(x.shape[1], device=x.device).repeat(x.shape[0], 1)
    source = reverse(numbers, lengths)[:, :, None]

    def turn(a):
        return a.gather(1, source.expand(-1, -1, a.shape[2]))

    forward, last_forward = unroll(steps[0], x, lengths, states[0])
    backward, last_backward = unroll(steps[1], turn(x), lengths, states[1])
    return torch.cat([forward, turn(backward)], 2), [last_forward, last_backward]
