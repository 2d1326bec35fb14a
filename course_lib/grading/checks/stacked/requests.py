"""What the checks of the exercise `stacked` ask: random requests."""

import itertools

import torch
from torch import Tensor

from course_lib.grading.judging.check import CaseDraw
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.lstm import State

#
# Regimes: in “ordinary” and “one step” no row is padded, in “all padded” every row is; otherwise one row is full, and
# it is not the first one. “ordinary” and “padded” give all layers the same size: where sizes differ, some mistakes are
# stopped by a matrix product, here they show themselves in numbers and can be named.


def _lengths(draw: CaseDraw, regime: str, batch: int, time: int) -> Tensor:
    """Real tokens of each row; the first row has at least three and, where rows are padded, two places of padding.

    In a batch, another row is shorter: a mistake that takes the first length for all is no other one.
    """
    if regime in ("ordinary", "one step"):
        return torch.full((batch,), time)
    lengths = torch.randint(1, time, (batch,), generator=draw.generator)
    lengths[0] = draw.integer(3, time - 2)
    if batch > 2:
        lengths[1] = draw.integer(1, int(lengths[0]) - 1)
    if batch > 1 and regime != "all padded":
        lengths[-1] = time
    return lengths


def _inputs(draw: CaseDraw, lengths: Tensor, time: int, size: int) -> Tensor:
    """Sequences with large rubbish in the padding."""
    real = torch.arange(time) < lengths[:, None]
    x, rubbish = (draw.normal(len(lengths), time, size, scale=scale) for scale in (1, 20))
    return torch.where(real[..., None], x, rubbish)


def _in_regime(regime: str, batch: int, time: int) -> tuple[int, int]:
    return (1 if regime == "one row" else batch), (1 if regime == "one step" else time)


def states_of(draw: CaseDraw, batch: int, sizes: list[int]) -> list[State]:
    return [(draw.normal(batch, size), draw.normal(batch, size)) for size in sizes]


def stack_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, *sizes = draw.sizes(6, 5, 11)
    batch, time = _in_regime(regime, batch, time)
    if regime == "one layer":
        sizes = sizes[:2]
    elif regime != "different sizes":
        sizes = sizes[:1] * draw.integer(4, 5)  # three layers at least: with two, some mistakes do not show
    lengths = _lengths(draw, regime, batch, time)
    x, states = _inputs(draw, lengths, time, sizes[0]), states_of(draw, batch, sizes[1:])
    steps = [StandIn("cell", draw.seed(), pair) for pair in itertools.pairwise(sizes)]
    return Request("stacked_unroll", (StandIn("bent_unroll", draw.seed()), steps, x, lengths, states))


def reverse_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, size = draw.sizes(3, 5, 9)
    batch, time = _in_regime(regime, batch, time)
    lengths = _lengths(draw, regime, batch, time)
    size = 1 if regime == "one row" else size
    if regime == "bytes":
        return Request("reverse_padded", (_inputs(draw, lengths, time, size).to(torch.int8), lengths))
    if regime == "numbers":
        # more digits than float32 has: what goes through it comes back as another number
        words = torch.randint(1, 10**9, (batch, time), generator=draw.generator)
        return Request("reverse_padded", (words, lengths))
    return Request("reverse_padded", (_inputs(draw, lengths, time, size), lengths))


def both_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, size, hidden = draw.sizes(4, 5, 9)
    batch, time = _in_regime(regime, batch, time)
    size = hidden if regime in ("ordinary", "padded") else size
    lengths = _lengths(draw, regime, batch, time)
    x, states = _inputs(draw, lengths, time, size), states_of(draw, batch, [hidden, hidden])
    steps = [StandIn("cell", draw.seed(), (size, hidden)) for _direction in range(2)]
    given = StandIn("bent_unroll", draw.seed()), StandIn("exchange_halves", draw.seed())
    return Request("bidirectional_unroll", (*given, steps, x, lengths, states))
