"""Known wrong answers to the exercise `lstm`, each with the sentence that names the mistake.

Each is written as a student would write it, in the packing of the class version: ``variant.unpack`` stands where a
student takes the packed tensor apart.
"""

from course_lib.grading.checks.lstm.mistakes import backward, coupled, module, step, unroll
from course_lib.grading.checks.lstm.variant import Variant
from course_lib.grading.judging.check import Mistake


def mistakes(variant: Variant) -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name, for a class version."""
    return {
        "lstm_step": step.mistakes(variant),
        "lstm_unroll": unroll.mistakes(variant),
        "LSTM": module.mistakes(variant),
        "coupled_peephole_step": coupled.mistakes(variant),
        "lstm_step_backward": backward.mistakes(variant),
    }
