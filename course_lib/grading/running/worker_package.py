"""The ``course_lib`` that student code finds while it is graded: a folder made for one exercise.

It holds the modules that the exercise may use, what answers the checker's questions, and nothing else: no reference, no
check, no known mistake. ``withheld`` names what is taken out of those modules, since somebody has to write it.
"""

import ast
from dataclasses import dataclass
from pathlib import Path

from course_lib.language import _

_PACKAGE = Path(__file__).parents[2]
_WORKER = _PACKAGE / "grading" / "worker"
_STAND_INS = _WORKER / "stand_ins"
_CHECKS_FOR = '''"""Checks run outside of here: in this room they say nothing."""


def checks_for(slug, **parameters):
    return lambda *_: None
'''


@dataclass(frozen=True)
class Library:
    """What of the course a submission can read, besides the worker itself; without a slug, what every exercise has."""

    slug: str = ""
    """The exercise, whose stand-ins are there too."""
    modules: tuple[str, ...] = ()
    """Modules of course_lib that the exercise's notebook may use, also while it is graded."""
    withheld: tuple[str, ...] = ()
    """What is taken out of these modules, as module.name: it is somebody's answer."""


def build(library: Library, folder: Path) -> None:
    """Write a library into an empty folder.

    Raises:
        ValueError: the exercise allows a module, or withholds a name, that there is not.
    """
    package = folder / "course_lib"
    others = {file for file in _STAND_INS.glob("*.py") if file.stem not in ("__init__", "general", library.slug)}
    for file in (_PACKAGE / "language.py", *sorted(set(_WORKER.rglob("*.py")) - others)):
        _write(package / file.relative_to(_PACKAGE), file.read_text("utf-8"))
    _write(package / "__init__.py", "")
    _write(package / "grading" / "__init__.py", _CHECKS_FOR)
    withheld = set(library.withheld)
    for module in library.modules:
        source = _PACKAGE / f"{module.replace('.', '/')}.py"
        if not source.is_file():
            sentence = _("the exercise {slug} allows a module that is not there: {module}")
            raise ValueError(sentence.format(slug=library.slug, module=module))
        names = {name.rpartition(".")[2] for name in withheld if name.rpartition(".")[0] == module}
        _write(package / source.relative_to(_PACKAGE), without(source.read_text("utf-8"), names))
        withheld -= {f"{module}.{name}" for name in names}
    if withheld:
        sentence = _("the exercise {slug} withholds names that are not there: {names}")
        raise ValueError(sentence.format(slug=library.slug, names=", ".join(sorted(withheld))))


def without(source: str, names: set[str]) -> str:
    """A module's text without some of its functions and classes.

    Raises:
        ValueError: one of them is not there.
    """
    lines = source.splitlines(keepends=True)
    left = set(names)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            lines[first - 1 : node.end_lineno] = ["\n"] * ((node.end_lineno or first) - first + 1)
            left.discard(node.name)
    if left:
        raise ValueError(_("there is nothing called {names} to withhold").format(names=", ".join(sorted(left))))
    return "".join(lines)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
