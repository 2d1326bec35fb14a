"""Changes of a recipe as a person types them: `--set field=value`, where the type is that of the recipe's field."""

import math
from collections.abc import Iterator, Mapping, Sequence
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from course_lib.language import _

__all__ = ["parse", "options"]


def parse(slug: str, recipe: type, typed: Sequence[str]) -> dict[str, Any]:
    """What was typed as field=value, each with a value of its field; of a field that is there twice, the last.

    Raises:
        ValueError: it is no field=value, the recipe has no such field, or the field takes no such value.
    """
    kinds = get_type_hints(recipe)
    changes = {}
    for text in typed:
        field, equals, value = text.partition("=")
        if not equals:
            sentence = _("“{got}” changes nothing in a recipe; wanted --set field=value, such as --set seed=1.")
            raise ValueError(sentence.format(got=text))
        if field not in kinds:
            sentence = _("The recipe {slug} has no {unknown}; it has: {fields}.")
            raise ValueError(sentence.format(slug=slug, unknown=field, fields=", ".join(kinds)))
        try:
            changes[field] = _value(kinds[field], value)
        except ValueError as error:
            sentence = _("In the recipe {slug}, {field} cannot be “{got}”; wanted {wanted}.")
            wanted = _wanted(kinds[field])
            raise ValueError(sentence.format(slug=slug, field=field, got=value, wanted=wanted)) from error
    return changes


def options(changes: Mapping[str, Any]) -> Iterator[str]:
    """What a person types to make these changes.

    >>> list(options({"seeds": (0, 1), "lr": 0.001, "data": None}))
    ['--set', 'seeds=0,1', '--set', 'lr=0.001', '--set', 'data=']
    """
    for field, value in changes.items():
        yield from ("--set", f"{field}={_text(value)}")


def _value(kind: Any, text: str) -> Any:
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], part) for part in text.split(","))
    if NoneType in get_args(kind):
        (kind,) = set(get_args(kind)) - {NoneType}
        return _value(kind, text) if text else None
    value = kind(text)
    if kind is not str and not (math.isfinite(value) and value >= 0):
        raise ValueError(value)
    return value


def _wanted(kind: Any) -> str:
    if get_origin(kind) is tuple:
        whole = get_args(kind)[0] is int
        return _("whole numbers with commas between them") if whole else _("numbers with commas between them")
    return _("a whole number, 0 or more") if kind is int else _("a number, 0 or more")


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_text, value))
    return "" if value is None else str(value)
