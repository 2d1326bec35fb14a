"""The checks of the exercise `stacked`."""

from course_lib import stacked
from course_lib.grading.checks.stacked import mistakes, requests
from course_lib.grading.judging.check import Check, Property, Quantity, Repeated
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.properties import (
    agreement,
    expect_equal,
    form,
    gradients,
    repeatable,
    unchanged,
    values,
)
from course_lib.grading.judging.trial import Trial
from course_lib.language import _

_HALVES = (Quantity("h[:, :, :hidden]", "stacked-forward"), Quantity("h[:, :, hidden:]", "stacked-backward"))


def _half(direction: int, *, points: float, sentence: str, regime: str = "ordinary", gate: bool = True) -> Property:
    """The half of h that one of the two directions fills."""

    def test(trial: Trial) -> None:
        for request in trial.requests(regime):
            ((_h, got, wanted),) = trial.leaves(request, slice(0, 1))
            expect_equal(_HALVES[direction], got.chunk(2, dim=2)[direction], wanted.chunk(2, dim=2)[direction])

    return Property(
        name=f"{('forward', 'backward')[direction]} half {regime}",
        points=points,
        sentence=sentence,
        test=test,
        gate=gate,
    )


def _state_names(count: int) -> tuple[str, ...]:
    return tuple(f"states[{layer}][{part}]" for layer in range(count) for part in range(2))


def _state_of(number: int, equation: str) -> tuple[Quantity, Quantity]:
    h, c = (Quantity(f"states[{number}][{part}]", equation) for part in range(2))
    return h, c


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="stacked_unroll",
            signature=("unroll", "steps", "x", "lengths", "states"),
            returns=(Quantity("h", "stacked-h"), Repeated(lambda layer: _state_of(layer, "stacked-h"))),
            case=requests.stack_case,
            reference=stacked.stacked_unroll,
            properties=(
                values("h", 0, points=1, sentence=_("h is that of the top layer")),
                values(
                    "states",
                    slice(1, None),
                    points=1,
                    sentence=_("the last states of all layers are right, the bottom one first"),
                ),
                values("h", 0, points=0.75, sentence=_("h is right for padded rows"), regime="padded", gate=False),
                values(
                    "states",
                    slice(1, None),
                    points=0.75,
                    sentence=_("the last states are right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "different sizes",
                    "different sizes",
                    points=0.5,
                    sentence=_("layers of different hidden sizes work"),
                ),
                agreement("one layer", "one layer", points=0.25, sentence=_("a stack of one layer works")),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the inputs and at the first states"),
                    names=("x", *_state_names(3)),
                    regime="different sizes",
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("a sequence of one step works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("x", "lengths", *_state_names(3)),
                    regime="different sizes",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["stacked_unroll"],
        ),
        Check(
            name="reverse_padded",
            signature=("x", "lengths"),
            returns=Quantity("reverse(x)", "stacked-reverse", loose=True),
            case=requests.reverse_case,
            reference=stacked.reverse_padded,
            properties=(
                values("x", 0, points=0.5, sentence=_("a row without padding is reversed")),
                values(
                    "x",
                    0,
                    points=1.25,
                    sentence=_("real tokens are reversed, and padding stays where it is"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "x",
                    0,
                    points=0.25,
                    sentence=_("a batch works in which every row is shorter than time"),
                    regime="all padded",
                    gate=False,
                ),
                agreement(
                    "numbers",
                    "numbers",
                    points=0.5,
                    sentence=_("numbers of words, integers of shape (batch, time), work"),
                ),
                form(
                    points=0.25,
                    sentence=_("the dtype is that of x"),
                    regimes=("ordinary", "numbers", "bytes"),
                    same_dtype=True,
                ),
                gradients(points=0.25, sentence=_("gradients arrive at the inputs"), names=("x",), regime="padded"),
                agreement(
                    "one row", "one row", points=0.25, sentence=_("a batch of one row works, with one number a token")
                ),
                agreement("one step", "one step", points=0.25, sentence=_("a sequence of one step works")),
                unchanged(
                    points=0.25, sentence=_("the arguments stay as they were"), names=("x", "lengths"), regime="padded"
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["reverse_padded"],
        ),
        Check(
            name="bidirectional_unroll",
            signature=("unroll", "reverse", "steps", "x", "lengths", "states"),
            returns=(
                Quantity("h", "stacked-both"),
                (_state_of(0, "stacked-forward"), _state_of(1, "stacked-backward")),
            ),
            case=requests.both_case,
            reference=stacked.bidirectional_unroll,
            properties=(
                _half(0, points=0.75, sentence=_("the first half of h is that of the forward direction")),
                _half(
                    1, points=1.25, sentence=_("the second half of h is that of the backward direction, token by token")
                ),
                values(
                    "forward state",
                    slice(1, 3),
                    points=0.5,
                    sentence=_("the last state of the forward direction is right"),
                ),
                values(
                    "backward state",
                    slice(3, 5),
                    points=0.75,
                    sentence=_("the last state of the backward direction is right"),
                ),
                _half(
                    0,
                    points=0.25,
                    sentence=_("the first half of h is right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                _half(
                    1,
                    points=1,
                    sentence=_("the second half of h is right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                values(
                    "states",
                    slice(1, 5),
                    points=0.5,
                    sentence=_("both last states are right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.5,
                    sentence=_("a batch works in which every row is shorter than time"),
                ),
                gradients(
                    points=1,
                    sentence=_("gradients arrive at the inputs and at both first states"),
                    names=("x", *_state_names(2)),
                    regime="all padded",
                ),
                agreement("one row", "one row", points=0.5, sentence=_("a batch of one row works")),
                agreement("one step", "one step", points=0.25, sentence=_("a sequence of one step works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("x", "lengths", *_state_names(2)),
                    regime="padded",
                ),
                repeatable(points=0.5, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["bidirectional_unroll"],
        ),
    ]


EXERCISE = Exercise(slug="stacked", checks=checks, variant=OneVersion)
