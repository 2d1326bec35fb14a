"""The same grading inside nbgrader: its steps, and pages that run nothing of a student's."""
