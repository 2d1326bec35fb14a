"""The known mistakes of a graded name: the diagnosis that a student reads, and the mutants that the checks must reject.

Each is written as a student would write it, below the sentence that names it::

    @bank.mistake(_("your h is o times c; eq:lstm-h has the tanh of c"))
    def no_output_tanh(x_t, state, U, W, b): ...
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from course_lib.grading.judging.check import Mistake
from course_lib.language import _

Written = TypeVar("Written", bound=Callable[..., Any])


class Bank:
    """The known mistakes of one graded name, in the order in which they are written."""

    def __init__(self) -> None:
        self._mistakes: dict[str, Mistake] = {}

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        return tuple(self._mistakes.values())

    def add(self, mistake: Mistake) -> None:
        """Put a mistake behind the others.

        Raises:
            ValueError: another one has this name.
        """
        if mistake.name in self._mistakes:
            raise ValueError(
                _("there is a mistake “{name}” already; give this one a name of its own").format(name=mistake.name)
            )
        self._mistakes[mistake.name] = mistake

    def mistake(
        self, sentence: str, *, through: Callable[[Any], Any] | None = None, remembers: bool = False
    ) -> Callable[[Written], Written]:
        """A decorator: the function or class below is a mistake of its name (the class ``NoBias`` is ``no_bias``).

        ``through`` makes the answer out of what is written, such as a whole step out of what its gates do. What
        ``remembers`` earlier calls is a function that makes the answer anew.
        """

        def add(written: Written) -> Written:
            self.add(Mistake(_name_of(written), sentence, (), remembers))
            return self.form_of(written, through=through)(written)

        return add

    def form_of(
        self, first: Callable[..., Any], *, through: Callable[[Any], Any] | None = None
    ) -> Callable[[Written], Written]:
        """A decorator: the function or class below is the same mistake as the first, in another form."""

        def add(written: Written) -> Written:
            mistake = self._mistakes[_name_of(first)]
            answer = through(written) if through else written
            form = answer if mistake.remembers else _always(answer)
            self._mistakes[mistake.name] = replace(mistake, forms=(*mistake.forms, form))
            return written

        return add

    def known(self, name: str, answer: Any, sentence: str, *other_forms: Any) -> None:
        """Add a mistake whose answers are made by other functions, and that keeps nothing between calls."""
        self.add(Mistake(name, sentence, tuple(map(_always, (answer, *other_forms)))))


def _name_of(written: Callable[..., Any]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", written.__name__).lower()


def _always(answer: Any) -> Callable[[], Any]:
    return lambda: answer
