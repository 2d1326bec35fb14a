"""What a chapter says of its exercise: its checks, its versions, and what of the course a submission may read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from course_lib.grading.judging.check import Check
from course_lib.grading.notebooks import Variant
from course_lib.grading.running.worker_package import Library

V = TypeVar("V", bound=Variant)


@dataclass(frozen=True)
class OneVersion:
    """The variant of an exercise that every class gets alike."""

    def phrases(self) -> dict[str, str]:
        """Nothing of the text changes."""
        return {}


@dataclass(frozen=True, kw_only=True)
class Exercise(Generic[V]):
    """An exercise as grading knows it; its text and its notebooks are a ``Release``."""

    slug: str
    checks: Callable[[V], Sequence[Check]]
    """The checks of a version, in the order of the exercise's parts."""
    variant: type[V]
    """Made without arguments it is the default version; the arguments are the parameters of ``checks_for``."""
    variant_from_key: Callable[[str], V] | None = None
    """The version of a class by its key, never the default one; None for an exercise that is for practice."""
    modules: tuple[str, ...] = ()
    """Modules of course_lib that the notebook may use, also while it is graded."""
    withheld: tuple[str, ...] = ()
    """What is taken out of these modules, as module.name: it is somebody's answer."""

    @property
    def library(self) -> Library:
        """What a submission can read of the course."""
        return Library(self.slug, self.modules, self.withheld)
