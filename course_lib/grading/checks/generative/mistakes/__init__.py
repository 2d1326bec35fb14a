"""Known wrong answers to the exercise `generative`, each with the sentence that names the mistake."""

from course_lib.grading.checks.generative.mistakes import batches, bits, model, sampling, training
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.exercise import OneVersion


def mistakes(_variant: OneVersion) -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name; the exercise has one version."""
    return {
        "next_character_batches": batches.mistakes(),
        "CharLM": model.mistakes(),
        "training_step": training.mistakes(),
        "bits_per_character": bits.mistakes(),
        "sample": sampling.mistakes(),
    }
