"""Attention: a decoder asks all states of the encoder, at every step.

So no single vector has to hold the whole sentence.
"""

from course_lib.attention.decoder import (
    AttentiveDecoder,
    DecoderState,
    attentive_step,
)
from course_lib.attention.scores import (
    BilinearScore,
    MLPScore,
    attend,
    dot_product_scores,
    masked_softmax,
    mlp_scores,
)
from course_lib.attention.translator import AttentiveSeq2Seq

__all__ = [
    "dot_product_scores",
    "mlp_scores",
    "masked_softmax",
    "attend",
    "attentive_step",
    "BilinearScore",
    "MLPScore",
    "DecoderState",
    "AttentiveDecoder",
    "AttentiveSeq2Seq",
]
