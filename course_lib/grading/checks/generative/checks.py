"""The checks of the exercise `generative`."""

from course_lib import generative
from course_lib.grading.checks.generative import mistakes, properties, references, requests
from course_lib.grading.judging.check import Check, Quantity, Repeated
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.forms import as_tensor
from course_lib.grading.judging.properties import (
    agreement,
    form,
    gradients,
    own_parameters,
    repeatable,
    unchanged,
    values,
)
from course_lib.language import _


def checks(variant: OneVersion) -> list[Check]:
    """The checks of this exercise, in the order of its parts."""
    known = mistakes.mistakes(variant)
    state = Quantity("h"), Quantity("c")
    new_parameters = tuple(Quantity(f"parameters[{position}]", "generative-step") for position in range(3))
    given = tuple(f"parameters[{position}]" for position in range(3))
    return [
        Check(
            name="next_character_batches",
            signature=("text", "batch", "time"),
            returns=Repeated(properties.pair_of),
            case=requests.batches_case,
            reference=generative.next_character_batches,
            properties=(
                properties.part("x", 0, points=1.0, sentence=_("x follows the rows of the text, from batch to batch")),
                properties.part(
                    "y", 1, points=1.5, sentence=_("y is the next character of the row, as in eq:generative-target")
                ),
                properties.batches(
                    "ends",
                    *("exact", "full"),
                    points=0.25,
                    sentence=_("rows that have or lack the last target have one batch more or less"),
                ),
                form(points=0.25, sentence=_("it is a list of pairs of tensors of integers")),
                properties.batches("one row", "one row", points=0.25, sentence=_("a single row works")),
                properties.batches(
                    "one character", "one character", points=0.25, sentence=_("batches of one character work")
                ),
                unchanged(points=0.25, sentence=_("the text stays as it was"), names=("text",)),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["next_character_batches"],
        ),
        Check(
            name="CharLM",
            signature=("vocab_size", "input_size", "hidden_size", "step"),
            returns=(Quantity("logits", "generative-logits"), state),
            case=requests.module_case,
            reference=references.Module,
            properties=(
                values("logits", 0, points=1.25, sentence=_("the logits follow eq:generative-logits")),
                values("h", 1, points=0.5, sentence=_("the last h is returned")),
                values("c", 2, points=0.5, sentence=_("the last c is returned")),
                agreement(
                    "no state",
                    "no state",
                    points=0.25,
                    sentence=_("without a state it starts from zeros, each time"),
                    calls=2,
                ),
                own_parameters(points=0.25, sentence=_("E, V and d are all its parameters")),
                gradients(
                    points=0.5, sentence=_("gradients arrive at the parameters and at the state"), names=("h", "c")
                ),
                agreement(
                    "one row", "one row", points=0.25, sentence=_("a batch of one row works, also after one of several")
                ),
                agreement("one character", "one character", points=0.25, sentence=_("a text of one character works")),
                unchanged(points=0.25, sentence=_("the arguments stay as they were"), names=("text", "h", "c")),
            ),
            mistakes=known["CharLM"],
        ),
        Check(
            name="training_step",
            signature=("loss_of", "parameters", "batch", "state", "lr", "max_norm"),
            returns=(Quantity("loss", loose=True), new_parameters, state),
            case=requests.step_case,
            reference=generative.training_step,
            properties=(
                values("loss", 0, points=0.25, sentence=_("the loss before the step is returned")),
                values(
                    "parameters",
                    slice(1, 4),
                    points=1.0,
                    sentence=_("the parameters after the step follow eq:generative-step"),
                ),
                values("state", slice(4, 6), points=0.25, sentence=_("the state after the batch is returned")),
                agreement(
                    "short",
                    "short",
                    points=0.25,
                    sentence=_("gradients whose norm is below max_norm are used as they are"),
                ),
                properties.without_history(points=0.25, sentence=_("the results have no gradient history")),
                agreement(
                    "asking", "asking", points=0.25, sentence=_("parameters that require gradients work, in float32")
                ),
                form(points=0.25, sentence=_("the loss is a tensor without axes")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=(*given, "batch[0]", "batch[1]", "h", "c"),
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same"), regime="asking"),
            ),
            mistakes=known["training_step"],
        ),
        Check(
            name="bits_per_character",
            signature=("model", "text", "time"),
            returns=Quantity("bits", "generative-bits", loose=True),
            case=requests.bits_case,
            reference=generative.bits_per_character,
            properties=(
                values(
                    "bits",
                    0,
                    points=1.5,
                    sentence=_("the bits follow eq:generative-bits, over pieces of which the last is short"),
                ),
                agreement(
                    "other pieces",
                    *("whole pieces", "one left", "one piece", "two characters"),
                    points=0.25,
                    sentence=_("texts that fill their pieces work, or one character more, and short ones"),
                ),
                agreement(
                    "sharp",
                    "sharp",
                    points=0.25,
                    sentence=_("characters that are nearly impossible for the model work"),
                ),
                form(points=0.25, sentence=_("it is a number, or a tensor without axes")),
                unchanged(points=0.25, sentence=_("the text stays as it was"), names=("text",)),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
                agreement(
                    "carried",
                    "carried",
                    points=0.25,
                    sentence=_("the model is given no more than time characters at once"),
                ),
            ),
            mistakes=known["bits_per_character"],
            normalise=as_tensor,
        ),
        Check(
            name="sample",
            signature=("model", "prompt", "max_new_tokens", "temperature", "top_k", "generator"),
            returns=Quantity("text", loose=True),
            case=requests.sample_case,
            reference=generative.sample,
            properties=(
                values(
                    "likeliest",
                    0,
                    points=1.25,
                    sentence=_("with top_k = 1, the most likely symbol follows, step by step"),
                    regime="likeliest",
                ),
                properties.shares(
                    "shares",
                    "shares",
                    points=1.0,
                    sentence=_("the shares of what is drawn follow eq:generative-temperature"),
                    gate=True,
                ),
                properties.shares(
                    "shares of top_k",
                    "shares of top_k",
                    points=0.25,
                    sentence=_("with top_k = 3, three symbols are left"),
                ),
                agreement("cold", "cold", points=0.25, sentence=_("a temperature near 0 takes the most likely symbol")),
                properties.from_generator(
                    points=0.25,
                    sentence=_("all random numbers come from the generator, with top_k as large as it can be"),
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a prompt of one row works")),
                form(points=0.25, sentence=_("the result holds integers"), regimes=("likeliest",)),
                unchanged(points=0.25, sentence=_("the prompt stays as it was"), names=("prompt",), regime="likeliest"),
                agreement(
                    "carried",
                    "carried",
                    points=0.25,
                    sentence=_("the model gets the prompt once, then one new character at a time"),
                ),
            ),
            mistakes=known["sample"],
            equivalent=properties.equivalent,
        ),
    ]


EXERCISE = Exercise(slug="generative", checks=checks, variant=OneVersion)
