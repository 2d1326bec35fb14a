"""What is checked of the exercise `attention`, and its class versions."""

import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from course_lib import attention
from course_lib.grading.checks.attention import mistakes as mistakes
from course_lib.grading.judging.check import CaseDraw, Check, Quantity
from course_lib.grading.judging.exercise import Exercise
from course_lib.grading.judging.properties import agreement, gradients, repeatable, unchanged, values
from course_lib.grading.worker.protocol import Request
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _
from course_lib.lstm import State

# --- class versions -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variant:
    """A version of the exercise: what the mask means, and what stands first where two vectors stand side by side."""

    true_is_padding: bool = False
    """The mask is True in the padding, as PyTorch's `key_padding_mask`."""
    key_first: bool = False
    """A network that compares reads the key first, then the query."""
    context_first: bool = False
    """The cell reads the context first, then the word."""

    def real(self, mask: Tensor) -> Tensor:
        """True for real tokens."""
        return ~mask if self.true_is_padding else mask

    def pair(self, query: Tensor, key: Tensor) -> Tensor:
        """What the network reads."""
        return torch.cat((key, query) if self.key_first else (query, key), dim=-1)

    def read(self, x_t: Tensor, context: Tensor) -> Tensor:
        """What the cell reads."""
        return torch.cat((context, x_t) if self.context_first else (x_t, context), dim=1)

    def phrases(self) -> dict[str, str]:
        """What changes in the text of the exercise: phrases of the default version, and what replaces each."""
        changes = dict(zip(Variant()._texts(), self._texts(), strict=True))
        return {before: after for before, after in changes.items() if before != after}

    def _texts(self) -> list[str]:
        """The phrases of the text that depend on the version, in a fixed order."""
        pad, key, context = self.true_is_padding, self.key_first, self.context_first
        return [
            "True in the padding" if pad else "True where a token is real",
            "(mask, -torch.inf)" if pad else "(~mask, -torch.inf)",
            "scores.where(~mask, " if pad else "scores.where(mask, ",
            "the key first, then the query" if key else "the query first, then the key",
            r"[h_i, q]" if key else r"[q, h_i]",
            "torch.cat((keys, queries), dim=2)" if key else "torch.cat((queries, keys), dim=2)",
            "the context first, then the word" if context else "the word first, then the context",
            r"[z_t, x_t]" if context else r"[x_t, z_t]",
            "torch.cat((context, x_t), dim=1)" if context else "torch.cat((x_t, context), dim=1)",
        ]


def variant_from_key(key: str) -> Variant:
    """The class version that a key stands for: the same key, the same version."""
    number = int.from_bytes(hashlib.sha256(f"attention/{key}".encode()).digest())
    versions = [Variant(*choice) for choice in itertools.product((False, True), repeat=3)]
    return versions[1 + number % (len(versions) - 1)]  # never the default: its answers are public


# --- references, in the conventions of a version --------------------------------------------------


def _mlp(variant: Variant, query: Tensor, keys: Tensor, layers: list[tuple[Tensor, Tensor]]) -> Tensor:
    (W, b), *others = layers
    if variant.key_first:  # the course's function reads the query first
        W = torch.cat((W[:, keys.shape[2] :], W[:, : keys.shape[2]]), dim=1)
    return attention.mlp_scores(query, keys, [(W, b), *others])


def _softmax(variant: Variant, scores: Tensor, mask: Tensor) -> Tensor:
    return attention.masked_softmax(scores, variant.real(mask))


def _step(
    variant: Variant,
    cell: Callable[[Tensor, State], State],
    score: Callable[[Tensor, Tensor], Tensor],
    softmax: Callable[[Tensor, Tensor], Tensor],
    attend: Callable[[Tensor, Tensor], Tensor],
    x_t: Tensor,
    state: State,
    encoder_states: Tensor,
    mask: Tensor,
) -> tuple[State, Tensor, Tensor]:
    def in_order(side_by_side: Tensor, state: State) -> State:
        word, context = side_by_side.split([x_t.shape[1], side_by_side.shape[1] - x_t.shape[1]], dim=1)
        return cell(variant.read(word, context), state)

    made = attention.attentive_step(in_order, score, softmax, attend, x_t, state, encoder_states, mask)
    return made.state, made.context, made.weights


def _mended(
    variant: Variant, x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, W: Tensor, U: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    layers = [(torch.cat((W, U), dim=1), W.new_zeros(len(W))), (v[None], v.new_zeros(1))]
    scores = attention.mlp_scores(torch.cat((x_t, s), dim=1), h, layers)
    weights = _softmax(variant, scores, mask)
    return attention.attend(weights, h), weights


# --- random requests ------------------------------------------------------------------------------
#
# Regimes: in “padded” one row is full, and it is not the first one; otherwise every token is real.


def _mask(variant: Variant, draw: CaseDraw, regime: str, batch: int, source: int) -> Tensor:
    lengths = torch.full((batch,), source)
    if regime == "padded":
        lengths = torch.randint(1, source - 1, (batch,), generator=draw.generator)
        lengths[0], lengths[-1] = draw.integer(2, source - 2), source
    real = torch.arange(source) < lengths[:, None]
    return variant.real(real)  # it is its own opposite


def _sizes(draw: CaseDraw, regime: str, count: int) -> list[int]:
    """The batch, the source, and others; all differ where they can."""
    batch, source, *others = draw.sizes(count, 4, 10)
    return [1 if regime == "one row" else batch, 1 if regime == "one token" else source, *others]


def _dot_case(draw: CaseDraw, regime: str) -> Request:
    batch, source, hidden = _sizes(draw, regime, 3)
    return Request("dot_product_scores", (draw.normal(batch, hidden), draw.normal(batch, source, hidden)))


def _mlp_case(draw: CaseDraw, regime: str) -> Request:
    """Query and keys have one size in “ordinary”, so that their order shows itself in numbers."""
    batch, source, hidden, key, *between = _sizes(draw, regime, 7)
    key = hidden if regime in ("ordinary", "deep") else key
    count = {"deep": 3, "no hidden layer": 0}.get(regime, 1)
    sizes = [hidden + key, *between[:count], 1]
    layers = [(draw.normal(out, into) * 2 / into**0.5, draw.normal(out)) for into, out in itertools.pairwise(sizes)]
    return Request("mlp_scores", (draw.normal(batch, hidden), draw.normal(batch, source, key), layers))


def _softmax_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    """In the padding stand scores that are larger than most others; in “large” all are too large for exp."""
    batch, source = _sizes(draw, regime, 2)
    mask = _mask(variant, draw, regime, batch, source)
    scores = draw.normal(batch, source, scale=1.5) + (1000 if regime == "large" else 0)
    rubbish = draw.uniform(batch, source, low=2, high=5)
    return Request("masked_softmax", (torch.where(variant.real(mask), scores, rubbish), mask))


def _attend_case(draw: CaseDraw, regime: str) -> Request:
    batch, source, value = _sizes(draw, regime, 3)
    weights = draw.uniform(batch, source, low=0.1, high=1)
    return Request("attend", (weights / weights.sum(1, keepdim=True), draw.normal(batch, source, value)))


def _step_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
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


def _mended_case(variant: Variant, draw: CaseDraw, regime: str) -> Request:
    batch, source, size, encoder, between = _sizes(draw, regime, 5)
    x_t, s, h = draw.normal(batch, size), draw.normal(batch, size), draw.normal(batch, source, encoder)
    W, U = draw.normal(between, 2 * size) / size**0.5, draw.normal(between, encoder) * 2 / encoder**0.5
    mask = _mask(variant, draw, regime, batch, source)
    return Request("mended_attention", (x_t, s, h, mask, W, U, draw.normal(between)))


# --- the checks -----------------------------------------------------------------------------------


_MLP = ("query", "keys", "layers[0][0]", "layers[0][1]", "layers[1][0]", "layers[1][1]")


def checks(variant: Variant) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="dot_product_scores",
            signature=("query", "keys"),
            returns=Quantity("e", "attention-dot"),
            case=_dot_case,
            reference=attention.dot_product_scores,
            properties=(
                values("scores", 0, points=1.25, sentence=_("each score is the dot product of the query and a key")),
                gradients(
                    points=0.25, sentence=_("gradients arrive at the query and at the keys"), names=("query", "keys")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one token", "one token", points=0.25, sentence=_("a source of one token works")),
            ),
            mistakes=known["dot_product_scores"],
        ),
        Check(
            name="mlp_scores",
            signature=("query", "keys", "layers"),
            returns=Quantity("e", "attention-mlp"),
            case=_mlp_case,
            reference=partial(_mlp, variant),
            properties=(
                values("scores", 0, points=1.25, sentence=_("scores are right with one hidden layer")),
                values("scores", 0, points=1, sentence=_("scores are right with three hidden layers"), regime="deep"),
                agreement(
                    "no hidden layer",
                    "no hidden layer",
                    points=0.5,
                    sentence=_("scores are right without a hidden layer"),
                ),
                gradients(
                    points=0.5, sentence=_("gradients arrive at the query, at the keys and at the layers"), names=_MLP
                ),
                agreement(
                    "one row",
                    "one row",
                    points=0.25,
                    sentence=_("a batch of one row works; query and keys differ in size"),
                ),
                unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=_MLP),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["mlp_scores"],
        ),
        Check(
            name="masked_softmax",
            signature=("scores", "mask"),
            returns=Quantity("α", "attention-softmax"),
            case=partial(_softmax_case, variant),
            reference=partial(_softmax, variant),
            properties=(
                values("weights", 0, points=1, sentence=_("without padding it is the softmax over the source")),
                values(
                    "weights",
                    0,
                    points=1.5,
                    sentence=_("weights are right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement("large", "large", points=0.5, sentence=_("large scores do no harm")),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the scores, and none in the padding"),
                    names=("scores",),
                    regime="padded",
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("scores", "mask"),
                    regime="padded",
                ),
            ),
            mistakes=known["masked_softmax"],
        ),
        Check(
            name="attend",
            signature=("weights", "values"),
            returns=Quantity("z", "attention-context"),
            case=_attend_case,
            reference=attention.attend,
            properties=(
                values("context", 0, points=1.75, sentence=_("the context is the weighted sum of the values")),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the weights and at the values"),
                    names=("weights", "values"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement(
                    "one token", "one token", points=0.25, sentence=_("over a source of one token it is the identity")
                ),
                unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=("weights", "values")),
            ),
            mistakes=known["attend"],
        ),
        Check(
            name="attentive_step",
            signature=("cell", "score", "softmax", "attend", "x_t", "state", "encoder_states", "mask"),
            returns=(
                (Quantity("state[0]", "attention-step"), Quantity("state[1]", "attention-step")),
                Quantity("z", "attention-context"),
                Quantity("α", "attention-softmax"),
            ),
            case=partial(_step_case, variant),
            reference=partial(_step, variant),
            properties=(
                values("weights", 3, points=0.75, sentence=_("the weights are those of the state before the step")),
                values(
                    "context",
                    2,
                    points=0.75,
                    sentence=_("the context is what attend makes of the weights and of encoder_states"),
                ),
                values("state", slice(0, 2), points=1.25, sentence=_("the cell reads the word and the context")),
                agreement("padded", "padded", points=0.75, sentence=_("padded sources work")),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the word, at the state and at encoder_states"),
                    names=("x_t", "state[0]", "state[1]", "encoder_states"),
                    regime="padded",
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("x_t", "state[0]", "state[1]", "encoder_states", "mask"),
                ),
                repeatable(points=0.5, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["attentive_step"],
        ),
        Check(
            name="mended_attention",
            signature=("x_t", "s", "h", "mask", "W", "U", "v"),
            returns=(Quantity("z", "attention-context"), Quantity("α", "attention-mlp")),
            case=partial(_mended_case, variant),
            reference=partial(_mended, variant),
            properties=(
                values(
                    "weights", 1, points=0.5, sentence=_("every weight comes from a comparison with its own state h_i")
                ),
                values("context", 0, points=0.5, sentence=_("the context is the sum of the h_i with these weights")),
                agreement("padded", "padded", points=0.25, sentence=_("padded sources work")),
                gradients(
                    points=0.25,
                    sentence=_("gradients arrive at all weights and states"),
                    names=("x_t", "s", "h", "W", "U", "v"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("x_t", "s", "h", "mask", "W", "U", "v"),
                ),
            ),
            mistakes=known["mended_attention"],
        ),
    ]


EXERCISE = Exercise(slug="attention", checks=checks, variant=Variant, variant_from_key=variant_from_key)
