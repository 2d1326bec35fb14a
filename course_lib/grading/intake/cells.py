"""A cell as it was submitted: its text, its names, its pictures, and what it defines. Nothing in it is trusted."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from course_lib.grading import pictures
from course_lib.grading.notebooks import parse_cell

_NAME = r"[^\W\d]\w*"


@dataclass
class Cell:
    """A cell as it was submitted; nothing in it is trusted."""

    cell_type: str
    source: str
    names: tuple[str, ...]
    """By which it may be known: nbgrader's grade_id, then its id."""
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)

    def defines(self, name: str) -> bool:
        """Whether the cell gives a value to a name at its top level; for code that is no Python, a good guess."""
        return self.cell_type == "code" and self.would_define(name)

    def would_define(self, name: str) -> bool:
        """The same of a cell that may have been turned into text."""
        return name in self.source and name in self._defined

    @cached_property
    def _defined(self) -> frozenset[str]:
        tree = parse_cell(self.source)
        if tree is not None:
            return frozenset(_names_given_by(tree.body))
        statements = rf"^(?:(?:async[ \t]+)?def|class)[ \t]+({_NAME})\b|^({_NAME})[ \t]*(?::[^=\n]+)?=(?!=)"
        return frozenset(one or other for one, other in re.findall(statements, self.source, re.MULTILINE))


def _names_given_by(statements: list[ast.stmt]) -> Iterator[str]:
    """The names that statements define, those in the branches of an “if” or a “try” too."""
    waiting = [*statements]
    while waiting:  # not one call in another: each “elif” stands in the “else” of the one before
        statement = waiting.pop()
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name
            case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While():
                for branch in ("body", "orelse", "finalbody"):
                    waiting += getattr(statement, branch, [])


def submitted(raw: Any) -> Cell | None:
    """A cell of the file; None if it is none."""
    if not isinstance(raw, dict):
        return None
    source = _text(raw.get("source", raw.get("input")))  # “input”: version 3
    if source is None:
        return None
    metadata = raw.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    names = tuple(name for name in (grade_id, raw.get("id")) if isinstance(name, str))
    return Cell("code" if _is_code(raw) else "markdown", source, names, _attachments(raw.get("attachments")))


def _is_code(raw: dict[str, Any]) -> bool:
    """Whether a cell is code; of an unknown type is code what has outputs."""
    if raw.get("cell_type") in ("code", "markdown", "raw", "heading"):
        return bool(raw["cell_type"] == "code")
    return any(key in raw for key in ("outputs", "execution_count", "input"))


def _text(value: Any) -> str | None:
    """A text of the file, fit for a file: no half characters, no zeros, lines that end alike."""
    if isinstance(value, list) and (not value or any(isinstance(line, str) for line in value)):
        value = "".join(line for line in value if isinstance(line, str))
    if not isinstance(value, str):
        return None
    text: str = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _attachments(value: Any) -> dict[str, dict[str, str]]:
    """Pictures that a student pasted into a text: a photo of a derivation."""
    if not isinstance(value, dict):
        return {}
    kept = {}
    for name, bundle in value.items():
        if isinstance(bundle, dict):
            found = {mime: pictures.written_anew(mime, _text(bundle.get(mime)) or "") for mime in pictures.SIGNATURES}
            kept[_text(name) or ""] = {mime: picture for mime, picture in found.items() if picture}
    return {name: bundle for name, bundle in kept.items() if bundle}
