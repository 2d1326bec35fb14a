"""What is checked of the exercise `lstm`, and its class versions."""

from course_lib.grading.checks.lstm.checks import Variant, checks, variant_from_key
from course_lib.grading.judging.exercise import Exercise

EXERCISE = Exercise(slug="lstm", checks=checks, variant=Variant, variant_from_key=variant_from_key)
