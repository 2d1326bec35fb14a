"""Small random functions that are answers to nothing: what checks pass as arguments to a student's function.

A stand-in is sent as its description and built on either side, so that checker and student hold the same function and
no reference answer comes near the student's code.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_lib.language import _

State = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class StandIn:
    """The description of a stand-in: its kind, the seed of its weights, its sizes."""

    kind: str
    seed: int
    sizes: tuple[int, ...] = ()

    def build(self) -> Callable[..., Any]:
        """The function itself."""
        return _KINDS[self.kind](self.seed, *self.sizes)


def _weights(seed: int, *shapes: tuple[int, ...]) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator, dtype=torch.float64) / shape[-1] ** 0.5 for shape in shapes]


def _shapes(values: tuple[Tensor, ...]) -> str:
    return ", ".join(str(tuple(value.shape)) for value in values)


def cell(seed: int, input_size: int, hidden_size: int) -> Callable[[Tensor, State], State]:
    """A recurrent cell that is no LSTM: smooth, each row on its own, each state feeding both."""
    A, B, C, D, E, F = _weights(
        seed, *[(hidden_size, input_size), (hidden_size, hidden_size), (hidden_size, hidden_size)] * 2
    )

    def step(x_t: Tensor, state: State) -> State:
        h, c = state
        shapes = (x_t.dim(), x_t.shape[-1:], h.shape, c.shape)
        if shapes != (2, (input_size,), (len(x_t), hidden_size), (len(x_t), hidden_size)):
            raise ValueError(
                _(
                    "step takes x_t of shape (batch, {input}) and a state of two tensors (batch, {hidden}); "
                    "your code called it with shapes {got}"
                ).format(input=input_size, hidden=hidden_size, got=_shapes((x_t, h, c)))
            )
        to = x_t.new_tensor(0.0)
        h_next = torch.tanh(x_t @ A.to(to).T + h @ B.to(to).T + torch.sin(c @ C.to(to).T))
        c_next = torch.sin(x_t @ D.to(to).T + c @ E.to(to).T) + 0.5 * h @ F.to(to).T
        return h_next, c_next

    return step


def packed_step(seed: int) -> Callable[..., State]:
    """A function with the arguments of an LSTM step that is none: all of x_t, h, c, U, W and b enter, smoothly."""
    (mixture,) = _weights(seed, (2, 4))

    def step(x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
        h, c = state
        rows = torch.sin(x_t @ U.T + 0.7 * h @ W.T + b).unflatten(-1, (4, -1))
        first, second = (rows * weight.to(rows)[:, None] for weight in mixture)
        return torch.tanh(first.sum(-2) + 0.3 * c), second.sum(-2) - 0.5 * c

    return step


def unroll(seed: int, time_axis: int) -> Callable[..., tuple[Tensor, State]]:
    """A function with the arguments of an unroll that is none: two steps, on two mixtures of the real tokens."""
    (phases,) = _weights(seed, (2,))

    def unroll_twice(
        step: Callable[[Tensor, State], State], x: Tensor, lengths: Tensor, state: State
    ) -> tuple[Tensor, State]:
        times = torch.arange(x.shape[time_axis], device=x.device)
        real = (times < lengths[:, None]).to(x)  # (batch, time)
        x = x.movedim(time_axis, 1)
        wave = torch.cos(times.to(x) + phases[:, None].to(x))  # (2, time)
        for weights in wave:
            state = step((x * (real * weights)[..., None]).mean(1), state)
        h = (state[0][:, None, :] * (real * wave[0])[..., None]).movedim(1, time_axis)
        return h, state

    return unroll_twice


_KINDS: dict[str, Callable[..., Callable[..., Any]]] = {"cell": cell, "packed_step": packed_step, "unroll": unroll}
