"""What is checked of the exercise `stacked`."""

from course_lib.grading.checks.stacked.checks import checks
from course_lib.grading.judging.exercise import Exercise, OneVersion

EXERCISE = Exercise(slug="stacked", checks=checks, variant=OneVersion)
