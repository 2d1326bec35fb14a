"""Drawings: SVG for the page itself, with letters and no words, in the colours of `book/_static/book.css`.

A drawing is a function of its chapter's module, whose name begins with the chapter's: `lstm_cell` draws
``lstm-cell.svg``.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from course_lib.chapters import written

__all__ = ["DRAWINGS", "write_drawings"]


def _of(chapter: str) -> dict[str, Callable[[], str]]:
    module = import_module(f"{__name__}.{chapter}")
    names = [name for name in vars(module) if name.startswith(f"{chapter}_")]
    return {f"{name.replace('_', '-')}.svg": getattr(module, name) for name in names}


_THERE = {module.name for module in iter_modules(__path__)}
DRAWINGS = {name: draw for chapter in written() if chapter in _THERE for name, draw in _of(chapter).items()}


def write_drawings(folder: Path) -> None:
    """Write every drawing into the folder, `book/_static/drawings` in this repository."""
    for name, draw in DRAWINGS.items():
        (folder / name).write_text(draw(), encoding="utf-8", newline="\n")
