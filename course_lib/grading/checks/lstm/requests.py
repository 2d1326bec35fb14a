"""What the checks of the exercise `lstm` ask: random requests."""

from typing import Any

import torch
from torch import Tensor

from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.judging.check import CaseDraw
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.lstm import State


def _packed(
    draw: CaseDraw, count: int, input_size: int, hidden_size: int, scale: float = 1.0
) -> tuple[Tensor, Tensor, Tensor]:
    rows = count * hidden_size
    return (
        draw.normal(rows, input_size, scale=scale * input_size**-0.5),
        draw.normal(rows, hidden_size, scale=scale * hidden_size**-0.5),
        draw.normal(rows, scale=scale),
    )


def _state(draw: CaseDraw, batch: int, hidden_size: int) -> State:
    return draw.normal(batch, hidden_size), draw.normal(batch, hidden_size)


def _step_sizes(draw: CaseDraw, regime: str) -> tuple[int, int, int]:
    batch, input_size, hidden_size = draw.sizes(3, 5, 9)
    return (1 if regime == "one row" else batch), input_size, hidden_size


def _in_regime(regime: str, request: Request) -> Request:
    """Large numbers come in float32, as they do in training."""
    if regime != "large":
        return request

    def single(value: Any) -> Any:
        return tuple(map(single, value)) if isinstance(value, tuple) else value.float()

    return Request(request.name, single(request.arguments))


def step_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = _step_sizes(draw, regime)
    x_t, state = draw.normal(batch, input_size), _state(draw, batch, hidden_size)
    scale = 40.0 if regime == "large" else 1.0
    return _in_regime(regime, Request("lstm_step", (x_t, state, *_packed(draw, 4, input_size, hidden_size, scale))))


def coupled_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = _step_sizes(draw, regime)
    x_t, state = draw.normal(batch, input_size), _state(draw, batch, hidden_size)
    scale = 40.0 if regime == "large" else 1.0
    packed, p = _packed(draw, 3, input_size, hidden_size, scale), draw.normal(2 * hidden_size, scale=scale)
    return _in_regime(regime, Request("coupled_peephole_step", (x_t, state, *packed, p)))


def backward_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = _step_sizes(draw, regime)
    x_t, state, d_state = (
        draw.normal(batch, input_size),
        _state(draw, batch, hidden_size),
        _state(draw, batch, hidden_size),
    )
    low, high = (-1.0, 2.0) if regime == "large" else (0.1, 0.9)  # clamped below: gates that are quite shut or open
    i, f, o = (draw.uniform(batch, hidden_size, low=low, high=high).clamp(0, 1) for _gate in "ifo")
    g = draw.uniform(batch, hidden_size, low=-0.9, high=0.9)
    U, W, _b = _packed(draw, 4, input_size, hidden_size)
    return _in_regime(regime, Request("lstm_step_backward", (d_state, x_t, state, (i, f, g, o), U, W)))


def _sequence(draw: CaseDraw, regime: str, variant: Variant) -> tuple[int, int, Tensor, Tensor, State]:
    """Sizes, padded inputs with rubbish in the padding, lengths, and a state."""
    batch, time, input_size, hidden_size = draw.sizes(4, 4, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one step" else time
    lengths = torch.full((batch,), time)
    if regime in ("padded", "one row"):
        lengths = torch.randint(1, time, (batch,), generator=draw.generator)
        if batch > 1:  # one row is full, as in any batch, and not the first one
            lengths[-1] = time
    x = draw.normal(batch, time, input_size)
    real = torch.arange(time) < lengths[:, None]
    x = torch.where(real[..., None], x, 20 * draw.normal(batch, time, input_size))
    return (
        input_size,
        hidden_size,
        x.movedim(1, variant.time_axis).contiguous(),
        lengths,
        _state(draw, batch, hidden_size),
    )


def unroll_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    input_size, hidden_size, x, lengths, state = _sequence(draw, regime, variant)
    return Request("lstm_unroll", (StandIn("cell", draw.seed(), (input_size, hidden_size)), x, lengths, state))


def module_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    input_size, hidden_size, x, lengths, state = _sequence(draw, "padded", variant)
    stand_ins = StandIn("packed_step", draw.seed()), StandIn("unroll", draw.seed(), (variant.time_axis,))
    construct = (input_size, hidden_size, *stand_ins, float(draw.uniform(low=1.5, high=3)))
    U, W, b = _packed(draw, 4, input_size, hidden_size)
    arguments = (x, lengths) if regime == "no state" else (x, lengths, state)
    return Request("LSTM", arguments, construct, {"U": U, "W": W, "b": b})
