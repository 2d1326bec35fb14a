"""The exercises, by the slugs of their chapters: the only place that finds one by its name."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from course_lib.grading.judging.check import Check
from course_lib.grading.judging.exercise import Exercise
from course_lib.grading.notebooks import Variant
from course_lib.language import _


class NoVersionsError(ValueError):
    """An exercise is the same for every class; the sentence names it."""


def slugs() -> list[str]:
    """The chapters that have an exercise."""
    return sorted(module.name for module in iter_modules(__path__))


@cache
def exercise(slug: str) -> Exercise[Any]:
    """The exercise of a chapter.

    Raises:
        ValueError: there is no such exercise; the sentence lists those that there are.
    """
    if slug not in slugs():
        sentence = _("There is no exercise called “{slug}”. There are: {slugs}.")
        raise ValueError(sentence.format(slug=slug, slugs=", ".join(slugs())))
    found: Exercise[Any] = import_module(f"{__name__}.{slug}.checks").EXERCISE
    return found


@cache
def checks_of(slug: str, variant: Variant | None = None) -> tuple[Check, ...]:
    """The checks of an exercise, or of its version for a class; the same each time, so that they share their cases.

    Raises:
        ValueError: there is no such exercise.
    """
    found = exercise(slug)
    return tuple(found.checks(found.variant() if variant is None else variant))


def load(slug: str, **parameters: Any) -> dict[str, Check]:
    """The checks of an exercise in their order, by name; ``parameters`` are those of a class version.

    Raises:
        ValueError: there is no such exercise, or it has no such parameter.
    """
    return {check.name: check for check in checks_of(slug, variant_of(slug, parameters) if parameters else None)}


def class_variant(slug: str, key: str) -> Variant:
    """The version of an exercise that a class gets: the same key, the same version.

    Raises:
        NoVersionsError: it is the same for every class.
        ValueError: there is no such exercise.
    """
    from_key = exercise(slug).variant_from_key
    if from_key is None:
        raise NoVersionsError(_("The exercise “{slug}” has no class versions: it is for practice.").format(slug=slug))
    made: Variant = from_key(key)
    return made


def variant_of(slug: str, parameters: dict[str, Any]) -> Variant:
    """The version that a notebook's own ``checks_for(slug, …)`` names.

    Raises:
        ValueError: there is no such exercise, or no such version of it.
    """
    try:
        made: Variant = exercise(slug).variant(**parameters)
    except TypeError as error:
        sentence = _("The exercise “{slug}” has no version with {parameters}.")
        raise ValueError(sentence.format(slug=slug, parameters=parameters)) from error
    return made
