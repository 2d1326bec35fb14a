"""Known wrong answers to the exercise `seq2seq`, each with the sentence that names the mistake."""

from course_lib.grading.checks.seq2seq.mistakes import encoding, forcing, greedy, loss
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.exercise import OneVersion


def mistakes(_variant: OneVersion) -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name."""
    return {
        "teacher_forcing": forcing.mistakes(),
        "masked_cross_entropy": loss.mistakes(),
        "encode": encoding.mistakes(),
        "greedy_decode": greedy.mistakes(),
    }
