"""Recurrent networks that write: what was drawn is the next input."""

from course_lib.generative.learning import (
    CharLM,
    Model,
    States,
    next_character_batches,
    training_step,
)
from course_lib.generative.measuring import NeuralCache, bits_per_character
from course_lib.generative.numpy_writer import NumpyCharLM
from course_lib.generative.writing import probabilities, sample

__all__ = [
    "States",
    "Model",
    "next_character_batches",
    "CharLM",
    "training_step",
    "bits_per_character",
    "NeuralCache",
    "probabilities",
    "sample",
    "NumpyCharLM",
]
