"""The checks of the exercise `recurrent`."""

from collections.abc import Sequence

from course_lib import recurrent
from course_lib.grading.checks.recurrent import mistakes, properties, requests
from course_lib.grading.judging.check import Check, Property, Quantity
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.properties import agreement, form, gradients, repeatable, unchanged, values
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


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    clipped = tuple(Quantity(f"clipped[{position}]", "recurrent-clip") for position in range(3))
    return [
        Check(
            name="rnn_step",
            signature=("x_t", "h", "U", "W", "b"),
            returns=Quantity("h_t", "recurrent-h"),
            case=requests.step_case,
            reference=recurrent.rnn_step,
            properties=(
                values("h_t", 0, points=1.5, sentence=_("h_t follows eq:recurrent-h")),
                gradients(
                    points=0.25, sentence=_("gradients arrive at all arguments"), names=("x_t", "h", "U", "W", "b")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("equal sizes", "equal sizes", points=0.25, sentence=_("as many inputs as hidden units work")),
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
            case=requests.unroll_case,
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
            case=requests.norms_case,
            reference=recurrent.gradient_norms,
            properties=(
                values(
                    "norms", 0, points=3.0, sentence=_("the norms follow eq:recurrent-norm, for every row and every t")
                ),
                agreement("one row", "one row", points=0.5, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.5, sentence=_("a sequence of one step works")),
                agreement("large", "large", points=0.25, sentence=_("a large gradient works, in float32")),
                properties.vanished(),
                *_nothing_left_behind(("x", "h", "d_h"), "ordinary"),
            ),
            mistakes=known["gradient_norms"],
        ),
        Check(
            name="clip_gradients",
            signature=("gradients", "max_norm"),
            returns=(clipped, Quantity("norm", "recurrent-clip", loose=True)),
            case=requests.clip_case,
            reference=recurrent.clip_gradients,
            properties=(
                values(
                    "clipped",
                    slice(0, 3),
                    points=1.5,
                    sentence=_("gradients that are too long are clipped as in eq:recurrent-clip"),
                ),
                values(
                    "norm", 3, points=0.75, sentence=_("the norm is that of all gradients together, before clipping")
                ),
                agreement(
                    "short", "short", points=0.25, sentence=_("gradients whose norm is below max_norm stay as they are")
                ),
                form(points=0.25, sentence=_("the norm is a tensor without axes")),
                agreement("zero", "zero", points=0.25, sentence=_("gradients that are all zero stay zero")),
                properties.exploded("infinite", _("if the norm is infinite, every clipped gradient is zero")),
                properties.exploded("not a number", _("if the norm is not a number, every clipped gradient is zero")),
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
