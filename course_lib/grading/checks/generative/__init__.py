"""What is checked of the exercise `generative`."""

from course_lib.grading.checks.generative.checks import checks
from course_lib.grading.judging.exercise import Exercise, OneVersion

EXERCISE = Exercise(slug="generative", checks=checks, variant=OneVersion)
