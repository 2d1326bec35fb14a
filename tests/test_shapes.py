"""What annotations say of shapes is checked wherever the library says it."""

import inspect
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType, ModuleType
from typing import Any

import jaxtyping
import pytest
import torch

import course_lib
from tests import shapes

MODULES = [found.name for found in walk_packages(course_lib.__path__, "course_lib.") if "__main__" not in found.name]


ASKED_AS_ANSWERS = "course_lib.grading.checks."
"""References and known mistakes stand where a student's answer stands, and mistakes break shapes on purpose."""


def functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions of a module and the methods of its classes, as far as they are its own."""
    for value in vars(module).values():
        if getattr(value, "__module__", None) == module.__name__:
            yield from filter(inspect.isfunction, vars(value).values() if inspect.isclass(value) else [value])


def has_shape(annotation: Any) -> bool:
    """Whether jaxtyping's shape of a tensor stands somewhere in an annotation."""
    if inspect.isclass(annotation) and issubclass(annotation, jaxtyping.AbstractArray):
        return True
    return any(map(has_shape, typing.get_args(annotation)))


def test_every_function_that_names_a_shape_is_watched() -> None:
    named = {
        f"{name}.{function.__qualname__}": hasattr(function, "__wrapped__")  # as the checks leave it
        for name in MODULES
        if not name.startswith(ASKED_AS_ANSWERS)
        for function in functions(import_module(name))
        if any(map(has_shape, function.__annotations__.values()))
    }
    assert len({name.split(".")[1] for name in named}) >= 10  # chapters, figures, metrics …
    assert [name for name, watched in named.items() if not watched] == []


def scores_of(folder: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., torch.Tensor]:
    """`dot_product_scores` of a library in which the keys have this annotation."""
    text = (shapes.LIBRARY / "attention" / "scores.py").read_text("utf-8")
    wanted = 'keys: Float[Tensor, "batch source hidden"]'
    assert wanted in text
    library = folder / f"library_of_{len(keys)}"
    library.mkdir()
    (library / "scores.py").write_text(text.replace(wanted, f'keys: Float[Tensor, "{keys}"]', 1), "utf-8")
    monkeypatch.syspath_prepend(folder)
    with shapes.watch(library):
        return import_module(f"{library.name}.scores").dot_product_scores


def test_a_nonsense_shape_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    query, keys = torch.ones(2, 3), torch.ones(2, 5, 3)
    assert scores_of(tmp_path, "batch source hidden", monkeypatch)(query, keys).shape == (2, 5)
    with pytest.raises(jaxtyping.TypeCheckError, match="keys"):
        scores_of(tmp_path, "wrong hidden wrong", monkeypatch)(query, keys)
