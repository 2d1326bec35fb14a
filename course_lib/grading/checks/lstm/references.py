"""The answers of the exercise `lstm`, in the conventions of a class version."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from course_lib import lstm
from course_lib.grading.checks.lstm.variant import Variant
from course_lib.lstm import State


def _to_course(variant: Variant, packed: Tensor) -> Tensor:
    return Variant().pack(variant.unpack(packed, variant.gates), "ifgo")


def _from_course(variant: Variant, packed: Tensor) -> Tensor:
    return variant.pack(Variant().unpack(packed, "ifgo"), variant.gates)


def step(variant: Variant, x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor) -> State:
    return lstm.lstm_step(x_t, state, *(_to_course(variant, packed) for packed in (U, W, b)))


def unroll(
    variant: Variant, step: Callable[..., State], x: Tensor, lengths: Tensor, state: State
) -> tuple[Tensor, State]:
    h, last = lstm.lstm_unroll(step, x.movedim(variant.time_axis, 1), lengths, state)
    return h.movedim(1, variant.time_axis), last


def coupled(variant: Variant, x_t: Tensor, state: State, U: Tensor, W: Tensor, b: Tensor, p: Tensor) -> State:
    def to_course(packed: Tensor, gates: str) -> Tensor:
        parts = variant.unpack(packed, gates)
        if variant.learned == "i":  # f = 1 - sigmoid(a) = sigmoid(-a)
            parts["f"] = -parts["i"]
        return Variant().pack(parts, "fgo" if "g" in gates else "fo")

    U, W, b = (to_course(packed, variant.coupled) for packed in (U, W, b))
    return lstm.coupled_peephole_step(x_t, state, U, W, b, to_course(p, variant.peepholes))


def backward(
    variant: Variant, d_state: State, x_t: Tensor, state: State, gates: tuple[Tensor, ...], U: Tensor, W: Tensor
) -> tuple[Tensor, State, Tensor, Tensor, Tensor]:
    i, f, g, o = gates
    weights = (_to_course(variant, packed) for packed in (U, W))
    d_x, d_before, *d_packed = lstm.lstm_step_backward(d_state, x_t, state, (i, f, g, o), *weights)
    d_U, d_W, d_b = (_from_course(variant, packed) for packed in d_packed)
    return d_x, d_before, d_U, d_W, d_b


class Module(nn.Module):
    """The reference of part 3: parameters, and the step and unroll that it was given."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        step: Callable[..., State],
        unroll: Callable[..., Any],
        forget_bias: float = 1.0,
    ) -> None:
        super().__init__()
        self.step, self.unroll = step, unroll
        self.U = nn.Parameter(torch.zeros(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.full((4 * hidden_size,), forget_bias))

    def forward(self, x: Tensor, lengths: Tensor, state: State | None = None) -> Any:
        if state is None:
            state = (x.new_zeros(len(lengths), self.W.shape[1]),) * 2
        return self.unroll(lambda x_t, state: self.step(x_t, state, self.U, self.W, self.b), x, lengths, state)
