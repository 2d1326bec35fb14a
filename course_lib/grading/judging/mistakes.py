"""Known mistakes of each exercise: the diagnosis that a student reads, and the mutants that the checks must reject."""

from collections.abc import Callable
from typing import Any

from course_lib.grading.judging.check import Mistake


def known(name: str, implementation: Any, sentence: str, *other_forms: Any) -> Mistake:
    """A mistake that keeps nothing between calls."""

    def maker(form: Any) -> Callable[[], Any]:
        return lambda: form

    return Mistake(name, sentence, tuple(map(maker, (implementation, *other_forms))))
