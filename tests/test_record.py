"""A record that is read is the one that was written, whatever fields it has or will have."""

import dataclasses
import itertools
import json
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course_lib.grading.intake.lms import Origin
from course_lib.grading.judging.check import PropertyOutcome, Result
from course_lib.grading.record import Record, read_records
from course_lib.grading.running.session import CellReport, Limits


def filled(kind: Any, numbers: Iterator[int]) -> Any:
    """A value of a type in which nothing is empty and no two values are the same."""
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast("Any", kind)(
            **{field.name: filled(hints[field.name], numbers) for field in dataclasses.fields(kind)}
        )
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return filled(arguments[0], numbers)
    if origin is tuple:
        return tuple(filled(arguments[0], numbers) for _two in range(2))
    if kind is bool:
        return True
    made = {str: lambda: f"é\n\ud800 {next(numbers)}", int: lambda: next(numbers), float: lambda: next(numbers) / 3}
    return made[kind]()


FULL: Record = filled(Record, itertools.count(1000))


def dataclasses_in(value: Any) -> Iterator[Any]:
    """A record and all that it is made of."""
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from dataclasses_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from dataclasses_in(part)


def dictionaries_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from dictionaries_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from dictionaries_in(part)


def test_the_full_record_leaves_no_field_at_its_default() -> None:
    assert {type(part) for part in dataclasses_in(FULL)} == {
        Record,
        Result,
        PropertyOutcome,
        CellReport,
        Limits,
        Origin,
    }
    for part in dataclasses_in(FULL):
        for field in dataclasses.fields(part):
            assert getattr(part, field.name) != field.default
            assert getattr(part, field.name)


def test_what_is_read_is_what_was_written() -> None:
    line = FULL.to_json()
    assert "\n" not in line
    assert Record.from_json(line) == FULL
    assert Record.from_json(line).to_json() == line
    told = json.loads(line)
    assert (told["points"], told["maximum"]) == (FULL.points, FULL.maximum)


def test_a_new_field_is_read_without_more_ado() -> None:
    later: Any = dataclasses.make_dataclass("Later", [("more", tuple[Result, ...], ())], bases=(Record,), frozen=True)
    one = later(**vars(FULL), more=FULL.results)
    assert later.from_json(one.to_json()) == one
    with pytest.raises(ValueError, match="not written by this version"):
        Record.from_json(one.to_json())
    with pytest.raises(ValueError, match="not written by this version"):
        later.from_json(FULL.to_json())


def test_a_line_that_says_more_or_less_is_of_another_version() -> None:
    count = len(list(dictionaries_in(json.loads(FULL.to_json()))))
    assert count == len(list(dataclasses_in(FULL)))
    for number in range(count):
        data = json.loads(FULL.to_json())
        list(dictionaries_in(data))[number]["more"] = 1
        with pytest.raises(ValueError, match="not written by this version"):
            Record.from_json(json.dumps(data))
        for name in list(dictionaries_in(json.loads(FULL.to_json())))[number]:
            data = json.loads(FULL.to_json())
            del list(dictionaries_in(data))[number][name]
            with pytest.raises(ValueError, match=r"not written by this version|missing required field"):
                Record.from_json(json.dumps(data))


@pytest.mark.parametrize("line", ["", "[]", "{}", "null", '{"assignment": "lstm"', FULL.to_json()[:-100]])
def test_a_line_that_is_no_record_is_told(line: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|Expected|missing required field|Unterminated"):
        Record.from_json(line)


def test_lines_of_another_version_are_kept_where_there_is_no_other(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    assert read_records(file) == ({}, {})
    found = Record(
        "lstm", "Müller", "d", "g", 1, (Result(check="f", status="failed", points=1, maximum=2, message="m"),)
    )
    found = Record.from_json(found.to_json())
    other = json.dumps({"assignment": "lstm", "student": "another", "more": 1})
    older = json.dumps({"assignment": "lstm", "student": "Müller"})
    file.write_text("\n".join((other, older, found.to_json(), other[:-5], "[]")), "utf-8")
    assert read_records(file) == ({found.key: found}, {("lstm", "another"): other})


def test_a_record_that_cannot_be_is_none(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    file.write_text(FULL.to_json(), "utf-8")
    assert read_records(file)[0] == {}
