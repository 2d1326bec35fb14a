"""Known wrong answers to the exercise `generative`, each with the sentence that names the mistake."""

from typing import TYPE_CHECKING

from course_lib.grading.checks.generative.mistakes import batches, bits, model, sampling, training
from course_lib.grading.judging.check import Mistake

if TYPE_CHECKING:
    from course_lib.grading.checks.generative.checks import Variant


def mistakes(_variant: "Variant") -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name; the exercise has one version."""
    return {
        "next_character_batches": batches.mistakes(),
        "CharLM": model.mistakes(),
        "training_step": training.mistakes(),
        "bits_per_character": bits.mistakes(),
        "sample": sampling.mistakes(),
    }
