"""The checks of each exercise, by the slug of its chapter."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from course_lib.grading.judging.check import Check
from course_lib.language import _


def slugs() -> list[str]:
    """The chapters that have an exercise."""
    return sorted(module.name for module in iter_modules(__path__))


def load(slug: str, **parameters: Any) -> dict[str, Check]:
    """The checks of an exercise in their order, by name; ``parameters`` are those of a class version.

    Raises:
        ValueError: there is no such exercise, or it has no such parameter.
    """
    return {check.name: check for check in exercise(slug).checks(exercise(slug).Variant(**parameters))}


def exercise(slug: str) -> Any:
    """The module of an exercise's checks: ``checks(variant)``, ``Variant`` and ``variant_from_key(key)``.

    Raises:
        ValueError: there is no such exercise.
    """
    if slug not in slugs():
        raise ValueError(
            _("there is no exercise “{slug}”; there are {slugs}").format(slug=slug, slugs=", ".join(slugs()))
        )
    return import_module(f"course_lib.grading.checks.{slug}.checks")
