"""What a student writes who runs a step over a sequence without the `unroll` of the check."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from course_lib.lstm import State


def stepped(step: Callable[..., State], x: Tensor, lengths: Tensor, state: State) -> Any:
    """Every h, zero in the padding, and the state after the last real token."""
    return _stepped(step, x, lengths, state, range(x.shape[1]))


def stepped_backward(step: Callable[..., State], x: Tensor, lengths: Tensor, state: State) -> Any:
    """The same from the last real token to the first; each h stands at its token."""
    return _stepped(step, x, lengths, state, reversed(range(x.shape[1])))


def stepped_everywhere(step: Callable[..., State], x: Tensor, _lengths: Tensor, state: State) -> Any:
    """Every h and the last state, as if padding were real."""
    return _stepped(step, x, torch.full((len(x),), x.shape[1]), state, range(x.shape[1]))


def _stepped(step: Callable[..., State], x: Tensor, lengths: Tensor, state: State, times: Iterable[int]) -> Any:
    outputs = {}
    for t in times:
        real = (t < lengths)[:, None]
        h, c = step(x[:, t], state)
        state = torch.where(real, h, state[0]), torch.where(real, c, state[1])
        outputs[t] = torch.where(real, h, 0)
    return torch.stack([outputs[t] for t in range(x.shape[1])], dim=1), state
