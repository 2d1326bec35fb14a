import functools

import torch


def turned(reverse):
    def decorate(unroll):
        @functools.wraps(unroll)
        def from_the_end(step, x, lengths, state):
            h, state = unroll(step, reverse(x, lengths), lengths, state)
            return reverse(h, lengths), state

        return from_the_end

    return decorate


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    results = [
        run(step, x, lengths, state)
        for run, step, state in zip((unroll, turned(reverse)(unroll)), steps, states)
    ]
    h, last = zip(*results)
    return torch.cat(h, dim=-1), list(last)
