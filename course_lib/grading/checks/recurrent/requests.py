"""What the checks of the exercise `recurrent` ask: random requests."""

from dataclasses import replace

import torch
from torch import Tensor

from course_lib import recurrent
from course_lib.grading.judging.check import CaseDraw
from course_lib.grading.worker.protocol import Request, map_tensors
from course_lib.grading.worker.stand_ins import StandIn


def _single(request: Request) -> Request:
    """The same in float32, as in training."""
    return replace(
        request, arguments=map_tensors(lambda t: t.float() if t.is_floating_point() else t, request.arguments)
    )


def step_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = draw.sizes(3, 5, 9)
    batch = 1 if regime == "one row" else batch
    input_size = hidden_size if regime == "equal sizes" else input_size
    scale = 100.0 if regime == "large" else 1.0
    request = Request(
        "rnn_step",
        (
            draw.normal(batch, input_size),
            draw.normal(batch, hidden_size),
            draw.normal(hidden_size, input_size, scale=scale * input_size**-0.5),
            draw.normal(hidden_size, hidden_size, scale=scale * hidden_size**-0.5),
            draw.normal(hidden_size, scale=scale),
        ),
    )
    if regime != "large":
        return request
    # of eighths, every sum is exact in float32, in whatever order: near 0, where tanh is steep, rounding would show
    return _single(replace(request, arguments=map_tensors(lambda t: (8 * t).round() / 8, request.arguments)))


def _lengths(draw: CaseDraw, regime: str, batch: int, time: int) -> Tensor:
    """Real tokens of each row; where rows are padded, one is full, as in any batch.

    The first one is neither the longest nor the shortest: a mistake that takes its length for all is no other one.
    """
    if regime in ("ordinary", "one step"):
        return torch.full((batch,), time)
    lengths = torch.randint(1, time, (batch,), generator=draw.generator)
    if regime == "padded":
        lengths[0] = draw.integer(2, time - 1)
        lengths[1] = draw.integer(1, int(lengths[0]) - 1)
        lengths[draw.integer(2, batch - 1)] = time
    return lengths


def unroll_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, input_size, hidden_size = draw.sizes(4, 4, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one step" else time
    lengths = _lengths(draw, regime, batch, time)
    x, rubbish = draw.normal(batch, time, input_size), 20 * draw.normal(batch, time, input_size)
    x = torch.where(recurrent.length_mask(lengths, time)[:, :, None], x, rubbish)
    step = StandIn("one_state_cell", draw.seed(), (input_size, hidden_size))
    return Request("rnn_unroll", (step, x, lengths, draw.normal(batch, hidden_size)))


def norms_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, input_size, hidden_size = draw.sizes(4, 4, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one step" else time
    scale = {"large": 1000.0, "small": 1e-6}.get(regime, 1.0)
    request = Request(
        "gradient_norms",
        (
            StandIn("one_state_cell", draw.seed(), (input_size, hidden_size)),
            draw.normal(batch, time, input_size),
            draw.normal(batch, hidden_size),
            draw.normal(batch, hidden_size, scale=scale),
        ),
    )
    return _single(request) if regime in ("large", "small") else request


def clip_case(draw: CaseDraw, regime: str) -> Request:
    a, b, c, d, e, f = draw.sizes(6, 2, 7)
    parts = [draw.normal(*shape, scale=float(draw.uniform(low=1, high=2))) for shape in ((a,), (b, c), (d, e, f))]
    max_norm = float(draw.uniform(low=0.5, high=1.5))  # far below the norm, and below many an entry
    match regime:
        case "short":
            max_norm = float(draw.uniform(low=1.1, high=1.6)) * float(
                torch.cat([part.flatten() for part in parts]).norm()
            )
        case "zero":
            parts = [torch.zeros_like(part) for part in parts]
        case "infinite" | "not a number":
            entries = parts[draw.integer(0, 2)].view(-1)
            entries[draw.integer(0, len(entries) - 1)] *= torch.inf if regime == "infinite" else torch.nan
    return Request("clip_gradients", (parts, max_norm))
