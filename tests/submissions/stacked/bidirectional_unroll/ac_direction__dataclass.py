from dataclasses import dataclass
from typing import Any, Callable

import torch


def as_it_is(x, lengths):
    return x


@dataclass(frozen=True)
class Direction:
    step: Any
    turn: Callable
    start: tuple

    def read(self, unroll, x, lengths):
        h, end = unroll(self.step, self.turn(x, lengths), lengths, self.start)
        return self.turn(h, lengths), end


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    there = Direction(steps[0], as_it_is, states[0])
    back = Direction(steps[1], reverse, states[1])
    (h_there, end_there), (h_back, end_back) = (d.read(unroll, x, lengths) for d in (there, back))
    return torch.cat((h_there, h_back), dim=2), [end_there, end_back]
