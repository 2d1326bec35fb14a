"""Known wrong answers to the exercise `recurrent`, each with the sentence that names the mistake."""

from course_lib.grading.checks.recurrent.mistakes import clipping, norms, step, unroll
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.exercise import OneVersion


def mistakes(_variant: OneVersion) -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name; the exercise has one version."""
    return {
        "rnn_step": step.mistakes(),
        "rnn_unroll": unroll.mistakes(),
        "gradient_norms": norms.mistakes(),
        "clip_gradients": clipping.mistakes(),
    }
