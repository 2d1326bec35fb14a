"""What is checked of the exercise `seq2seq`."""

from course_lib.grading.checks.seq2seq.checks import checks
from course_lib.grading.judging.exercise import Exercise, OneVersion

EXERCISE = Exercise(slug="seq2seq", checks=checks, variant=OneVersion)
