"""Stand-ins that several exercises use, and what all stand-ins are made of."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.language import _

State = tuple[Tensor, Tensor]


def weights_of(seed: int, *shapes: tuple[int, ...]) -> list[Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator, dtype=torch.float64) / shape[-1] ** 0.5 for shape in shapes]


def shapes_of(values: tuple[Tensor, ...]) -> str:
    return ", ".join(str(tuple(value.shape)) for value in values)


def cell(seed: int, input_size: int, hidden_size: int) -> Callable[[Tensor, State], State]:
    """A recurrent cell that is no LSTM: smooth, each row on its own, each state feeding both."""
    A, B, C, D, E, F = weights_of(
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
                ).format(input=input_size, hidden=hidden_size, got=shapes_of((x_t, h, c)))
            )
        to = x_t.new_tensor(0.0)
        h_next = torch.tanh(x_t @ A.to(to).T + h @ B.to(to).T + torch.sin(c @ C.to(to).T))
        c_next = torch.sin(x_t @ D.to(to).T + c @ E.to(to).T) + 0.5 * h @ F.to(to).T
        return h_next, c_next

    return step


def one_state_cell(seed: int, input_size: int, hidden_size: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A recurrent cell with one state that is no plain network: smooth, each row on its own, no tanh."""
    A, B, C, D = weights_of(seed, *[(hidden_size, input_size), (hidden_size, hidden_size)] * 2)

    def step(x_t: Tensor, h: Tensor) -> Tensor:
        if (x_t.dim(), x_t.shape[-1:], h.shape) != (2, (input_size,), (len(x_t), hidden_size)):
            raise ValueError(
                _(
                    "step takes x_t of shape (batch, {input}) and h of shape (batch, {hidden}); "
                    "your code called it with shapes {got}"
                ).format(input=input_size, hidden=hidden_size, got=shapes_of((x_t, h)))
            )
        gate = torch.cos(x_t @ C.to(x_t).T)
        return torch.sin(x_t @ A.to(x_t).T + h @ B.to(x_t).T) + 0.5 * gate * (h @ D.to(x_t).T)

    return step


def generator(seed: int) -> Any:
    """A source of random numbers."""
    return torch.Generator().manual_seed(seed)


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (cell, one_state_cell, generator)}
