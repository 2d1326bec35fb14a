"""Checks of students' own implementations: in their notebook, and graded.

In a notebook::

    from course_lib.grading import checks_for

    check = checks_for("lstm")
    check("lstm_step", lstm_step)  # prints one line a property, returns the points
"""

from collections.abc import Callable
from typing import Any

__all__ = ["checks_for"]


def checks_for(slug: str, **parameters: Any) -> Callable[[str, object], float]:
    """The function ``check(name, object)`` of one exercise; ``parameters`` are those of a class version.

    Raises:
        ValueError: there is no such exercise, or no such parameter: the sentence lists those that there are.
    """
    from course_lib.grading.checks import load
    from course_lib.grading.judging.run import Checker

    return Checker(load(slug, **parameters))
