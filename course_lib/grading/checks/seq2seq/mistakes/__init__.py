"""Known wrong answers to the exercise `seq2seq`, each with the sentence that names the mistake."""

from typing import TYPE_CHECKING

from course_lib.grading.checks.seq2seq.mistakes import encoding, forcing, greedy, loss
from course_lib.grading.judging.check import Mistake

if TYPE_CHECKING:
    from course_lib.grading.checks.seq2seq.checks import Variant


def mistakes(_variant: "Variant") -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name."""
    return {
        "teacher_forcing": forcing.mistakes(),
        "masked_cross_entropy": loss.mistakes(),
        "encode": encoding.mistakes(),
        "greedy_decode": greedy.mistakes(),
    }
