"""Stand-ins of the exercise `lstm`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins.general import State, shapes_of, weights_of
from course_lib.language import _


def packed_step(seed: int) -> Callable[..., State]:
    """A function with the arguments of an LSTM step that is none: all of x_t, h, c, U, W and b enter, smoothly."""
    (mixture,) = weights_of(seed, (2, 4))

    def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        h, c = state
        rows = torch.sin(x_t @ U.T + 0.7 * h @ W.T + b).unflatten(-1, (4, -1))
        first, second = (rows * weight.to(rows)[:, None] for weight in mixture)
        return torch.tanh(first.sum(-2) + 0.3 * c), second.sum(-2) - 0.5 * c

    return step


def unroll(seed: int, time_axis: int) -> Callable[..., tuple[Tensor, State]]:
    """A function with the arguments of an unroll that is none: two steps, on two mixtures of the real tokens.

    Like an unroll, it does not mind how much padding stands behind them:

    >>> from course_lib.grading.worker.stand_ins.general import cell
    >>> x, lengths, state = torch.randn(1, 5, 2), torch.tensor([3]), (torch.randn(1, 4), torch.randn(1, 4))
    >>> long, cut = (unroll(1, 1)(cell(2, 2, 4), tokens, lengths, state) for tokens in (x, x[:, :3]))
    >>> torch.allclose(long[0][:, :3], cut[0]), torch.allclose(long[1][0], cut[1][0]), long[0][:, 3:].any().item()
    (True, True, False)
    """
    (phases,) = weights_of(seed, (2,))

    def unroll_twice(
        step: Callable[[Tensor, State], State], x: Tensor, lengths: Tensor, state: State
    ) -> tuple[Tensor, State]:
        if x.dim() != 3 or lengths.shape != (x.shape[1 - time_axis],):
            raise ValueError(
                _(
                    "unroll takes x of shape {wanted} and lengths of shape (batch,); "
                    "your code called it with shapes {got}"
                ).format(
                    wanted="(batch, time, input)" if time_axis == 1 else "(time, batch, input)",
                    got=shapes_of((x, lengths)),
                )
            )
        times = torch.arange(x.shape[time_axis], device=x.device)
        real = (times < lengths[:, None]).to(x)  # (batch, time)
        x = x.movedim(time_axis, 1)
        wave = torch.cos(times.to(x) + phases[:, None].to(x))  # (2, time)
        for weights in wave:
            # a mean over the real tokens: how much padding stands behind them must not matter
            state = step((x * (real * weights)[..., None]).sum(1) / lengths[:, None], state)
        h = (state[0][:, None, :] * (real * wave[0])[..., None]).movedim(1, time_axis)
        return h, state

    return unroll_twice


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (packed_step, unroll)}
