"""The checks of the exercise `lstm`."""

from collections.abc import Sequence
from functools import partial

from course_lib.grading.checks.lstm import mistakes, properties, references, requests
from course_lib.grading.checks.lstm.variant import Variant, variant_from_key
from course_lib.grading.judging import built_ins
from course_lib.grading.judging.check import Check, Property, Quantity
from course_lib.grading.judging.exercise import Exercise
from course_lib.grading.judging.properties import agreement, gradients, repeatable, unchanged, values
from course_lib.language import _


def checks(variant: Variant) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="lstm_step",
            signature=("x_t", "state", "U", "W", "b"),
            returns=(Quantity("h_t", "lstm-h"), Quantity("c_t", "lstm-c")),
            case=requests.step_case,
            reference=partial(references.step, variant),
            properties=(
                values("c_t", 1, points=1.25, sentence=_("c_t follows eq:lstm-c")),
                values("h_t", 0, points=1.25, sentence=_("h_t follows eq:lstm-h")),
                *_step_properties(("x_t", "h", "c", "U", "W", "b")),
            ),
            mistakes=known["lstm_step"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="lstm_unroll",
            signature=("step", "x", "lengths", "state"),
            returns=(
                Quantity("h", "lstm-unroll"),
                (Quantity("last h", "lstm-unroll"), Quantity("last c", "lstm-unroll")),
            ),
            case=partial(requests.unroll_case, variant),
            reference=partial(references.unroll, variant),
            properties=(
                values("h", 0, points=0.75, sentence=_("h is right when no row is padded")),
                values("last h", 1, points=0.25, sentence=_("the last h is right when no row is padded")),
                values("last c", 2, points=0.25, sentence=_("the last c is right when no row is padded")),
                values(
                    "h",
                    0,
                    points=0.75,
                    sentence=_("h is right for padded rows, and zero at padded positions"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "last h",
                    1,
                    points=0.25,
                    sentence=_("the last h is the one after the last real token"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "last c",
                    2,
                    points=0.25,
                    sentence=_("the last c is the one after the last real token"),
                    regime="padded",
                    gate=False,
                ),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the inputs and at the first state"),
                    names=("x", "h", "c"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("a sequence of one step works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("x", "lengths", "h", "c"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["lstm_unroll"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="LSTM",
            signature=("input_size", "hidden_size", "step", "unroll", "forget_bias"),
            returns=(Quantity("h"), (Quantity("last h"), Quantity("last c"))),
            case=partial(requests.module_case, variant),
            reference=references.Module,
            properties=(
                values("h", 0, points=0.5, sentence=_("h is what unroll gives with the module's own U, W and b")),
                values("last h", 1, points=0.25, sentence=_("the last h is what unroll gives")),
                values("last c", 2, points=0.25, sentence=_("the last c is what unroll gives")),
                agreement(
                    "no state",
                    "no state",
                    points=0.25,
                    sentence=_("without a state it starts from zeros, each time"),
                    calls=2,
                ),
                Property(
                    name="forget bias",
                    points=0.25,
                    sentence=_("the forget gate's bias starts at forget_bias"),
                    test=partial(properties.test_forget_bias, variant),
                ),
                Property(
                    name="range",
                    points=0.25,
                    sentence=_(
                        "there are no parameters but U, W and b, which start uniform on [-1/sqrt(H), 1/sqrt(H)]"
                    ),
                    test=partial(properties.test_range, variant),
                ),
                gradients(
                    points=0.25,
                    sentence=_("gradients arrive at the parameters and at the inputs"),
                    names=("x", "h", "c"),
                ),
            ),
            mistakes=known["LSTM"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="coupled_peephole_step",
            signature=("x_t", "state", "U", "W", "b", "p"),
            returns=(Quantity("h_t", "lstm-peephole-h"), Quantity("c_t", "lstm-peephole-c")),
            case=requests.coupled_case,
            reference=partial(references.coupled, variant),
            properties=(
                values("c_t", 1, points=1.25, sentence=_("c_t follows eq:lstm-peephole-c")),
                values("h_t", 0, points=1.25, sentence=_("h_t follows eq:lstm-peephole-h")),
                *_step_properties(("x_t", "h", "c", "U", "W", "b", "p")),
            ),
            mistakes=known["coupled_peephole_step"],
            built_ins=built_ins.LSTM,
        ),
        Check(
            name="lstm_step_backward",
            signature=("d_state", "x_t", "state", "gates", "U", "W"),
            returns=(
                Quantity("d_x", "lstm-backward-x"),
                (Quantity("d_h", "lstm-backward-h"), Quantity("d_c", "lstm-backward-state")),
                Quantity("d_U", "lstm-backward-U"),
                Quantity("d_W", "lstm-backward-W"),
                Quantity("d_b", "lstm-backward-b"),
            ),
            case=requests.backward_case,
            reference=partial(references.backward, variant),
            properties=(
                values("d_x", 0, points=0.5, sentence=_("d_x follows eq:lstm-backward-x")),
                values("d_h", 1, points=0.25, sentence=_("the gradient at h follows eq:lstm-backward-h")),
                values("d_c", 2, points=0.5, sentence=_("the gradient at c follows eq:lstm-backward-state")),
                values("d_U", 3, points=0.5, sentence=_("d_U follows eq:lstm-backward-U")),
                values("d_W", 4, points=0.5, sentence=_("d_W follows eq:lstm-backward-W")),
                values("d_b", 5, points=0.25, sentence=_("d_b follows eq:lstm-backward-b")),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement(
                    "large",
                    "large",
                    points=0.25,
                    sentence=_("gates that are almost closed or almost open work, in float32"),
                ),
                unchanged(
                    points=0.5,
                    sentence=_("the arguments stay as they were"),
                    names=("d_h", "d_c", "x_t", "h", "c", "i", "f", "g", "o", "U", "W"),
                ),
                repeatable(points=0.5, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["lstm_step_backward"],
            built_ins=(*built_ins.AUTOGRAD, "torch.*lstm_cell_backward*"),
        ),
    ]


def _step_properties(names: Sequence[str]) -> tuple[Property, ...]:
    """What is asked of any cell beyond its values."""
    return (
        gradients(points=0.5, sentence=_("gradients arrive at all arguments"), names=names),
        agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
        agreement("large", "large", points=0.25, sentence=_("large numbers work, in float32")),
        unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=names),
        repeatable(points=0.25, sentence=_("called twice, it answers the same")),
    )


EXERCISE = Exercise(slug="lstm", checks=checks, variant=Variant, variant_from_key=variant_from_key)
