"""What a grade is of: the version of all code that it depends on."""

import ast
import hashlib
import importlib.metadata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2]


@cache
def code_digest(slug: str) -> str:
    """The version of the code on which the grades of an exercise depend, and of torch."""
    digest = hashlib.sha256(importlib.metadata.version("torch").encode())
    for file in sorted(files_behind(slug)):
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def files_behind(slug: str) -> set[Path]:
    """The files of course_lib that grading an exercise imports, directly or by way of others."""
    names = ["judging.submission", "intake.rebuild", "worker.serve", "worker.zygote", f"checks.{slug}"]
    names += ["worker.stand_ins.general", f"worker.stand_ins.{slug}"]  # found by their names, not imported
    waiting = [file for name in names for file in _files_of(f"course_lib.grading.{name}")]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        # another wording changes no grade
        if file not in found and file.name != "language.py":
            found.add(file)
            waiting += (other for name in _imports(file) for other in _files_of(name))
    return found


def _files_of(name: str) -> list[Path]:
    """The file of a module by its full name, none if it is not the course's."""
    first, *rest = name.split(".")
    places = [PACKAGE.joinpath(*rest).with_suffix(".py"), PACKAGE.joinpath(*rest, "__init__.py")]
    return [place for place in places if first == "course_lib" and rest and place.is_file()]


def _imports(file: Path) -> Iterator[str]:
    for statement in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)
