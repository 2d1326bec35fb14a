"""Known wrong answers to the exercise `stacked`, each with the sentence that names the mistake."""

from typing import TYPE_CHECKING

from course_lib.grading.checks.stacked.mistakes import bidirectional, reverse, stack
from course_lib.grading.judging.check import Mistake

if TYPE_CHECKING:
    from course_lib.grading.checks.stacked.checks import Variant


def mistakes(_variant: "Variant") -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name."""
    return {
        "stacked_unroll": stack.mistakes(),
        "reverse_padded": reverse.mistakes(),
        "bidirectional_unroll": bidirectional.mistakes(),
    }
