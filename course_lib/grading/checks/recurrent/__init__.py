"""What is checked of the exercise `recurrent`."""

from course_lib.grading.checks.recurrent.checks import checks
from course_lib.grading.judging.exercise import Exercise, OneVersion

EXERCISE = Exercise(slug="recurrent", checks=checks, variant=OneVersion)
