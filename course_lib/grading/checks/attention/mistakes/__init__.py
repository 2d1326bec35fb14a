"""Known wrong answers to the exercise `attention`, each with the sentence that names the mistake."""

from course_lib.grading.checks.attention.mistakes import mended, scores, step, sums, weights
from course_lib.grading.checks.attention.variant import Variant
from course_lib.grading.judging.check import Mistake


def mistakes(variant: Variant) -> dict[str, tuple[Mistake, ...]]:
    """The bank of each graded name."""
    return {
        "dot_product_scores": scores.dot_products(),
        "mlp_scores": scores.networks(variant),
        "masked_softmax": weights.mistakes(variant),
        "attend": sums.mistakes(),
        "attentive_step": step.mistakes(variant),
        "mended_attention": mended.mistakes(variant),
    }
