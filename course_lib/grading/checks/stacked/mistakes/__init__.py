"""Known wrong answers to the exercise `stacked`, each with the sentence that names the mistake."""

from course_lib.grading.checks.stacked.mistakes import bidirectional, reverse, stack
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.exercise import OneVersion


def mistakes(_variant: OneVersion) -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name."""
    return {
        "stacked_unroll": stack.mistakes(),
        "reverse_padded": reverse.mistakes(),
        "bidirectional_unroll": bidirectional.mistakes(),
    }
