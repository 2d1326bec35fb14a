"""What the checks of the exercise `attention` ask: random requests."""

import itertools

import torch
from torch import Tensor

from course_lib.grading.checks.attention.variant import Variant
from course_lib.grading.judging.check import CaseDraw
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn

#
# Regimes: in “padded” and “large” one row is full, and it is not the first one; in “all padded” none is. Padding stands
# anywhere in the others, in the first one before a real token in the last place. Otherwise every token is real.


def _mask(variant: Variant, draw: CaseDraw, regime: str, batch: int, source: int) -> Tensor:
    real = torch.ones(batch, source, dtype=torch.bool)
    if regime in ("padded", "all padded", "large"):
        count = torch.randint(1, source - 1, (batch, 1), generator=draw.generator)
        count[0] = draw.integer(2, source - 2)
        if regime != "all padded":
            count[-1] = source
        turns = draw.uniform(batch, source)  # the tokens with the smallest numbers are real
        turns[0, 0], turns[0, -1] = 2, -1
        real = turns.argsort(1).argsort(1) < count
    return variant.real(real)  # it is its own opposite


def _sizes(draw: CaseDraw, regime: str, count: int) -> list[int]:
    """The batch, the source, and others; all differ where they can."""
    batch, source, *others = draw.sizes(count, 4, 10)
    return [1 if regime == "one row" else batch, 1 if regime == "one token" else source, *others]


def dot_case(draw: CaseDraw, regime: str) -> Request:
    batch, source, hidden = _sizes(draw, regime, 3)
    return Request("dot_product_scores", (draw.normal(batch, hidden), draw.normal(batch, source, hidden)))


def mlp_case(draw: CaseDraw, regime: str) -> Request:
    """Query and keys have one size in “ordinary”, so that their order shows itself in numbers."""
    batch, source, hidden, key, *between = _sizes(draw, regime, 7)
    key = hidden if regime in ("ordinary", "deep") else key
    count = {"deep": 3, "no hidden layer": 0}.get(regime, 1)
    sizes = [hidden + key, *between[:count], 1]
    layers = [(draw.normal(out, into) * 2 / into**0.5, draw.normal(out)) for into, out in itertools.pairwise(sizes)]
    return Request("mlp_scores", (draw.normal(batch, hidden), draw.normal(batch, source, key), layers))


def softmax_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    """In the padding stand scores that are larger than most others.

    In “large” the rows lie near -1000 or 1000, and their padding lies 3000 above them: only minus infinity, or a number
    far below all scores, makes it small.
    """
    batch, source = _sizes(draw, regime, 2)
    mask = _mask(variant, draw, regime, batch, source)
    scores, rubbish = draw.normal(batch, source, scale=1.5), draw.uniform(batch, source, low=2, high=5)
    if regime == "large":
        level = torch.where(draw.uniform(batch, 1) < 0.5, -1000, 1000)
        level[0], level[1] = -1000, 1000
        scores, rubbish = scores + level, rubbish + level + 3000
    return Request("masked_softmax", (torch.where(variant.real(mask), scores, rubbish), mask))


def attend_case(draw: CaseDraw, regime: str) -> Request:
    """Any weights: whether they sum to 1 is nobody's business here."""
    batch, source, value = _sizes(draw, regime, 3)
    return Request("attend", (draw.uniform(batch, source, low=0.1, high=1), draw.normal(batch, source, value)))


def step_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    """Words and contexts have one size, so that their order shows itself in numbers."""
    batch, source, size, hidden = _sizes(draw, regime, 4)
    functions = (
        StandIn("cell", draw.seed(), (2 * size, hidden)),
        StandIn("compare", draw.seed(), (hidden, size)),
        StandIn("weigh", draw.seed(), (int(not variant.true_is_padding),)),
        StandIn("gather", draw.seed()),
    )
    x_t, encoder_states = draw.normal(batch, size), draw.normal(batch, source, size)
    state = draw.normal(batch, hidden), draw.normal(batch, hidden)
    return Request(
        "attentive_step", (*functions, x_t, state, encoder_states, _mask(variant, draw, regime, batch, source))
    )


def mended_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    batch, source, size, encoder, between = _sizes(draw, regime, 5)
    x_t, s, h = draw.normal(batch, size), draw.normal(batch, size), draw.normal(batch, source, encoder)
    W, U = draw.normal(between, 2 * size) / size**0.5, draw.normal(between, encoder) * 2 / encoder**0.5
    mask = _mask(variant, draw, regime, batch, source)
    h = torch.where(variant.real(mask)[:, :, None], h, 20 * draw.normal(batch, source, encoder))
    return Request("mended_attention", (x_t, s, h, mask, W, U, draw.normal(between)))
