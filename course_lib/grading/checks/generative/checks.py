"""The checks of the exercise `generative`."""

import torch

from course_lib import generative
from course_lib.grading.checks.generative import mistakes, properties, references, requests
from course_lib.grading.judging.check import Check, Quantity, Repeated
from course_lib.grading.judging.exercise import Exercise, OneVersion
from course_lib.grading.judging.properties import agreement, gradients, repeatable, unchanged, values
from course_lib.grading.worker.protocol import Value
from course_lib.language import _


def _number(value: Value) -> Value:
    """A number as a tensor without axes: either may be returned."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return torch.tensor(float(value), dtype=torch.float64)
    return value


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
                    "exact",
                    "exact",
                    points=0.25,
                    sentence=_("a text that fills its rows and batches to the last target works"),
                ),
                properties.batches(
                    "full", "full", points=0.25, sentence=_("rows that lack only the last target have one batch less")
                ),
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
                values("logits", 0, points=1.5, sentence=_("the logits follow eq:generative-logits")),
                values("h", 1, points=0.5, sentence=_("the last h is returned")),
                values("c", 2, points=0.5, sentence=_("the last c is returned")),
                agreement(
                    "no state",
                    "no state",
                    points=0.5,
                    sentence=_("without a state it starts from zeros, each time"),
                    calls=2,
                ),
                gradients(
                    points=0.5, sentence=_("gradients arrive at the parameters and at the state"), names=("h", "c")
                ),
                agreement("one row", "one row", points=0.25, sentence=_("a batch of one row works")),
                agreement("one character", "one character", points=0.25, sentence=_("a text of one character works")),
            ),
            mistakes=known["CharLM"],
        ),
        Check(
            name="training_step",
            signature=("loss_of", "parameters", "batch", "state", "lr", "max_norm"),
            returns=(Quantity("loss"), new_parameters, state),
            case=requests.step_case,
            reference=generative.training_step,
            properties=(
                values("loss", 0, points=0.5, sentence=_("the loss before the step is returned")),
                values(
                    "parameters",
                    slice(1, 4),
                    points=1.5,
                    sentence=_("the parameters after the step follow eq:generative-step"),
                ),
                values("state", slice(4, 6), points=0.5, sentence=_("the state after the batch is returned")),
                agreement(
                    "short",
                    "short",
                    points=0.25,
                    sentence=_("gradients whose norm is below max_norm are used as they are"),
                ),
                properties.without_history(points=0.5, sentence=_("the results have no gradient history")),
                agreement("single", "single", points=0.25, sentence=_("float32 works")),
                unchanged(
                    points=0.25,
                    sentence=_("the arguments stay as they were"),
                    names=(*given, "batch[0]", "batch[1]", "h", "c"),
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["training_step"],
        ),
        Check(
            name="bits_per_character",
            signature=("model", "text", "time"),
            returns=Quantity("bits", "generative-bits"),
            case=requests.bits_case,
            reference=generative.bits_per_character,
            properties=(
                values(
                    "bits",
                    0,
                    points=1.75,
                    sentence=_("the bits follow eq:generative-bits, over pieces of which the last is short"),
                ),
                agreement(
                    "whole pieces", "whole pieces", points=0.25, sentence=_("a text that fills its pieces works")
                ),
                agreement(
                    "one piece", "one piece", points=0.25, sentence=_("a text that is shorter than one piece works")
                ),
                agreement(
                    "two characters", "two characters", points=0.25, sentence=_("a text of two characters works")
                ),
                agreement(
                    "sharp",
                    "sharp",
                    points=0.25,
                    sentence=_("characters that are nearly impossible for the model work"),
                ),
                repeatable(points=0.25, sentence=_("called twice, it answers the same")),
            ),
            mistakes=known["bits_per_character"],
            normalise=_number,
        ),
        Check(
            name="sample",
            signature=("model", "prompt", "max_new_tokens", "temperature", "top_k", "generator"),
            returns=Quantity("text"),
            case=requests.sample_case,
            reference=generative.sample,
            properties=(
                values(
                    "likeliest",
                    0,
                    points=1.5,
                    sentence=_("with top_k = 1, the most likely symbol follows, step by step"),
                    regime="likeliest",
                ),
                properties.shares(
                    "shares",
                    "shares",
                    points=1.5,
                    sentence=_("the shares of what is drawn follow eq:generative-temperature"),
                    gate=True,
                ),
                properties.shares(
                    "shares of top_k",
                    "shares of top_k",
                    points=0.75,
                    sentence=_("with top_k = 3, three symbols are left"),
                ),
                agreement("cold", "cold", points=0.25, sentence=_("a temperature near 0 takes the most likely symbol")),
                properties.from_generator(points=0.5, sentence=_("all random numbers come from the generator")),
                agreement("one row", "one row", points=0.25, sentence=_("a prompt of one row works")),
                unchanged(points=0.25, sentence=_("the prompt stays as it was"), names=("prompt",), regime="likeliest"),
            ),
            mistakes=known["sample"],
            equivalent=properties.equivalent,
        ),
    ]


EXERCISE = Exercise(slug="generative", checks=checks, variant=OneVersion)
