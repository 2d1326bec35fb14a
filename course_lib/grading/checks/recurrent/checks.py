"""What is checked of the exercise `recurrent`."""

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from course_lib import recurrent
from course_lib.grading.checks.recurrent import mistakes as mistakes
from course_lib.grading.judging.check import CaseDraw, Check, Failure, Property, Quantity
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.forms import expect_form
from course_lib.grading.judging.properties import agreement, expect_equal, gradients, repeatable, unchanged, values
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import Request, map_tensors, tensors_in
from course_lib.grading.worker.stand_ins import StandIn
from course_lib.language import _

RNN = ("torch.rnn_tanh_cell", "torch.rnn_tanh", "torch.nn.RNNCell", "torch.nn.RNN", "torch.quantized_rnn_tanh*")
"""Built-ins that are a plain recurrent network."""

CLIP = (
    "torch.nn.utils.clip_grad_norm_",
    "torch.nn.utils.clip_grad_norm",
    "torch.nn.utils.clip_grads_with_norm_",
    "torch.nn.utils.get_total_norm",
)
"""Built-ins that clip gradients by their norm, or measure it."""


# --- random requests ------------------------------------------------------------------------------


def _single(request: Request) -> Request:
    """The same in float32, as in training."""
    return replace(
        request, arguments=map_tensors(lambda t: t.float() if t.is_floating_point() else t, request.arguments)
    )


def _step_case(draw: CaseDraw, regime: str) -> Request:
    batch, input_size, hidden_size = draw.sizes(3, 5, 9)
    batch = 1 if regime == "one row" else batch
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


def _unroll_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, input_size, hidden_size = draw.sizes(4, 4, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one step" else time
    lengths = _lengths(draw, regime, batch, time)
    x, rubbish = draw.normal(batch, time, input_size), 20 * draw.normal(batch, time, input_size)
    x = torch.where(recurrent.length_mask(lengths, time)[:, :, None], x, rubbish)
    step = StandIn("one_state_cell", draw.seed(), (input_size, hidden_size))
    return Request("rnn_unroll", (step, x, lengths, draw.normal(batch, hidden_size)))


def _norms_case(draw: CaseDraw, regime: str) -> Request:
    batch, time, input_size, hidden_size = draw.sizes(4, 4, 9)
    batch = 1 if regime == "one row" else batch
    time = 1 if regime == "one step" else time
    request = Request(
        "gradient_norms",
        (
            StandIn("one_state_cell", draw.seed(), (input_size, hidden_size)),
            draw.normal(batch, time, input_size),
            draw.normal(batch, hidden_size),
            draw.normal(batch, hidden_size, scale=1000.0 if regime == "large" else 1.0),
        ),
    )
    return _single(request) if regime == "large" else request


def _clip_case(draw: CaseDraw, regime: str) -> Request:
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


# --- properties of clipping -----------------------------------------------------------------------


def _clipped(*, points: float, sentence: str) -> Property:
    """The clipped gradients, all three of them, have the values of the reference."""

    def test(trial: Trial) -> None:
        for request in trial.requests("ordinary"):
            got, wanted = trial.output(request), trial.expected(request)
            for quantity, one_got, one_wanted in zip(trial.check.returns[0], got[0], wanted[0], strict=True):
                expect_equal(quantity, one_got, one_wanted)

    return Property(name="clipped ordinary", points=points, sentence=sentence, test=test, gate=True)


def _exploded(regime: str, sentence: str) -> Property:
    """The clipped gradients are zero; the norm is no finite number: of infinity and nan, either may come."""

    def test(trial: Trial) -> None:
        for request in trial.requests(regime, some=True):
            got, wanted = trial.ask(request).outputs[-1], trial.expected(request)
            norm = got[1] if isinstance(got, tuple) and len(got) == 2 else None
            if isinstance(norm, Tensor) and norm.isfinite().all():
                raise Failure(
                    _(
                        "the norm of these gradients is infinite or not a number, and that is the norm to return; "
                        "yours is {got:.3g}"
                    ).format(got=float(norm.flatten()[0]) if norm.numel() else 0)
                )
            clipped = got[0] if isinstance(got, tuple) and len(got) == 2 else got
            if any(tensor.any() for tensor in tensors_in(clipped)):  # nan is not zero either
                raise Failure(
                    _(
                        "the norm of these gradients is infinite or not a number: every entry of every clipped "
                        "gradient must be zero; yours are not"
                    )
                )
            expect_form(trial.check.returns[0], clipped, wanted[0])

    return Property(name=regime, points=0.25, sentence=sentence, test=test)


# --- the checks -----------------------------------------------------------------------------------


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    clipped = tuple(Quantity(f"clipped[{position}]", "recurrent-clip") for position in range(3))
    return [
        Check(
            name="rnn_step",
            signature=("x_t", "h", "U", "W", "b"),
            returns=Quantity("h_t", "recurrent-h"),
            case=_step_case,
            reference=recurrent.rnn_step,
            properties=(
                values("h_t", 0, points=1.75, sentence=_("h_t follows eq:recurrent-h")),
                gradients(
                    points=0.25, sentence=_("gradients arrive at all arguments"), names=("x_t", "h", "U", "W", "b")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("large", "large", points=0.25, sentence=_("large numbers work, in float32")),
                *_nothing_left_behind(("x_t", "h", "U", "W", "b"), "ordinary"),
            ),
            mistakes=known["rnn_step"],
            built_ins=RNN,
        ),
        Check(
            name="rnn_unroll",
            signature=("step", "x", "lengths", "h"),
            returns=(Quantity("every_h", "recurrent-unroll"), Quantity("last_h", "recurrent-unroll")),
            case=_unroll_case,
            reference=recurrent.rnn_unroll,
            properties=(
                values("every_h", 0, points=0.5, sentence=_("every_h is right when no row is padded")),
                values("last_h", 1, points=0.5, sentence=_("last_h is right when no row is padded")),
                values(
                    "every_h",
                    0,
                    points=0.75,
                    sentence=_("every_h is right for padded rows, and zero at padded positions"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "last_h",
                    1,
                    points=0.5,
                    sentence=_("last_h is the state after the last real token"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all shorter", "all shorter", points=0.25, sentence=_("a batch whose rows are all padded works")
                ),
                gradients(
                    points=0.5, sentence=_("gradients arrive at the inputs and at the first state"), names=("x", "h")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("a sequence of one step works")),
                *_nothing_left_behind(("x", "lengths", "h"), "padded"),
            ),
            mistakes=known["rnn_unroll"],
            built_ins=RNN,
        ),
        Check(
            name="gradient_norms",
            signature=("step", "x", "h", "d_h"),
            returns=Quantity("norms", "recurrent-norm"),
            case=_norms_case,
            reference=recurrent.gradient_norms,
            properties=(
                values(
                    "norms", 0, points=3.0, sentence=_("the norms follow eq:recurrent-norm, for every row and every t")
                ),
                agreement("one row", "one row", points=0.5, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.5, sentence=_("a sequence of one step works")),
                agreement("large", "large", points=0.5, sentence=_("a large gradient works, in float32")),
                *_nothing_left_behind(("x", "h", "d_h"), "ordinary"),
            ),
            mistakes=known["gradient_norms"],
        ),
        Check(
            name="clip_gradients",
            signature=("gradients", "max_norm"),
            returns=(clipped, Quantity("norm", "recurrent-clip")),
            case=_clip_case,
            reference=recurrent.clip_gradients,
            properties=(
                _clipped(points=1.5, sentence=_("gradients that are too long are clipped as in eq:recurrent-clip")),
                values(
                    "norm", 3, points=0.75, sentence=_("the norm is that of all gradients together, before clipping")
                ),
                agreement(
                    "short", "short", points=0.5, sentence=_("gradients whose norm is below max_norm stay as they are")
                ),
                agreement("zero", "zero", points=0.25, sentence=_("gradients that are all zero stay zero")),
                _exploded("infinite", _("if the norm is infinite, every clipped gradient is zero")),
                _exploded("not a number", _("if the norm is not a number, every clipped gradient is zero")),
                *_nothing_left_behind(tuple(f"gradients[{position}]" for position in range(3)), "ordinary"),
            ),
            mistakes=known["clip_gradients"],
            built_ins=CLIP,
        ),
    ]


def _nothing_left_behind(names: Sequence[str], regime: str) -> tuple[Property, Property]:
    """A call changes none of its arguments, and no later call."""
    return (
        unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=names, regime=regime),
        repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime=regime),
    )


EXERCISE = Exercise(slug="recurrent", checks=checks, variant=OneVersion)
