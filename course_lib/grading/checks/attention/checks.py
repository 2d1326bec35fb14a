"""The checks of the exercise `attention`."""

from functools import partial

from course_lib import attention
from course_lib.grading.checks.attention import mistakes, references, requests
from course_lib.grading.checks.attention.variant import Variant, variant_from_key
from course_lib.grading.judging.check import Check, Quantity
from course_lib.grading.judging.exercise import Exercise
from course_lib.grading.judging.properties import agreement, gradients, repeatable, unchanged, values
from course_lib.language import _

_MLP = ("query", "keys", "layers[0][0]", "layers[0][1]", "layers[1][0]", "layers[1][1]")


def checks(variant: Variant) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    return [
        Check(
            name="dot_product_scores",
            signature=("query", "keys"),
            returns=Quantity("e", "attention-dot"),
            case=requests.dot_case,
            reference=attention.dot_product_scores,
            properties=(
                values("scores", 0, points=1, sentence=_("each score is the dot product of the query and a key")),
                gradients(
                    points=0.25, sentence=_("gradients arrive at the query and at the keys"), names=("query", "keys")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one token", "one token", points=0.25, sentence=_("a source of one token works")),
                unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=("query", "keys")),
            ),
            mistakes=known["dot_product_scores"],
        ),
        Check(
            name="mlp_scores",
            signature=("query", "keys", "layers"),
            returns=Quantity("e", "attention-mlp"),
            case=requests.mlp_case,
            reference=partial(references.mlp, variant),
            properties=(
                values("scores", 0, points=1, sentence=_("scores are right with one hidden layer")),
                values(
                    "scores", 0, points=0.75, sentence=_("scores are right with three hidden layers"), regime="deep"
                ),
                agreement(
                    "no hidden layer",
                    "no hidden layer",
                    points=0.25,
                    sentence=_("scores are right without a hidden layer"),
                ),
                gradients(
                    points=0.25, sentence=_("gradients arrive at the query, at the keys and at the layers"), names=_MLP
                ),
                agreement(
                    "one row",
                    *("one row", "one token"),
                    points=0.25,
                    sentence=_("a batch of one row works, and a source of one token; query and keys differ in size"),
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
            case=partial(requests.softmax_case, variant),
            reference=partial(references.softmax, variant),
            properties=(
                values("weights", 0, points=1, sentence=_("without padding it is the softmax over the source")),
                values(
                    "weights",
                    0,
                    points=1.25,
                    sentence=_("weights are right for padded rows"),
                    regime="padded",
                    gate=False,
                ),
                agreement(
                    "all padded",
                    "all padded",
                    points=0.25,
                    sentence=_("a batch works in which every row is padded"),
                ),
                agreement(
                    "large", "large", points=0.25, sentence=_("large scores work, even with larger ones in the padding")
                ),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the scores, and none in the padding"),
                    names=("scores",),
                    regime="padded",
                ),
                agreement(
                    "one row",
                    *("one row", "one token"),
                    points=0.25,
                    sentence=_("a batch of one row works, and a source of one token"),
                ),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=("scores", "mask"),
                    regime="padded",
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="padded"),
            ),
            mistakes=known["masked_softmax"],
        ),
        Check(
            name="attend",
            signature=("weights", "values"),
            returns=Quantity("z", "attention-context"),
            case=requests.attend_case,
            reference=attention.attend,
            properties=(
                values("context", 0, points=1.75, sentence=_("the context is the weighted sum of the values")),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the weights and at the values"),
                    names=("weights", "values"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one token", "one token", points=0.25, sentence=_("a source of one token works")),
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
            case=partial(requests.step_case, variant),
            reference=partial(references.step, variant),
            properties=(
                values("weights", 3, points=0.5, sentence=_("the weights are those of the state before the step")),
                values(
                    "context",
                    2,
                    points=0.5,
                    sentence=_("the context is what attend makes of the weights and of encoder_states"),
                ),
                values("state", slice(0, 2), points=1, sentence=_("the cell reads the word and the context")),
                agreement(
                    "padded",
                    *("padded", "all padded"),
                    points=0.5,
                    sentence=_("padded sources work, also where every row is padded"),
                ),
                gradients(
                    points=0.5,
                    sentence=_("gradients arrive at the word, at the state and at encoder_states"),
                    names=("x_t", "state[0]", "state[1]", "encoder_states"),
                    regime="padded",
                ),
                agreement(
                    "one row",
                    *("one row", "one token"),
                    points=0.25,
                    sentence=_("a batch of one row works, and a source of one token"),
                ),
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
            case=partial(requests.mended_case, variant),
            reference=partial(references.mended, variant),
            properties=(
                values(
                    "weights", 1, points=0.5, sentence=_("every weight comes from a comparison with its own state h_i")
                ),
                values("context", 0, points=0.5, sentence=_("the context is the sum of the h_i with these weights")),
                agreement(
                    "padded",
                    *("padded", "all padded"),
                    points=0.25,
                    sentence=_("padded sources work, also where every row is padded"),
                ),
                gradients(
                    points=0.25,
                    sentence=_("gradients arrive at all weights and states"),
                    names=("x_t", "s", "h", "W", "U", "v"),
                ),
                agreement(
                    "one row",
                    *("one row", "one token"),
                    points=0.25,
                    sentence=_("a batch of one row works, and a source of one token"),
                ),
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
