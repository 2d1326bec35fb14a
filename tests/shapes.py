"""Shape checks: in tests, jaxtyping and beartype watch every module of the library that names the shape of a tensor.

A module is watched because it speaks of jaxtyping, not because a list names it. The others stay as they are: grading
counts seconds, forks and reads frames, and has no shapes to check.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from jaxtyping import install_import_hook

LIBRARY = Path(__file__).parent.parent / "course_lib"


def annotated(library: Path = LIBRARY) -> Iterator[str]:
    """The names of the modules whose text speaks of jaxtyping."""
    for file in sorted(library.rglob("*.py")):
        if "jaxtyping" in file.read_text("utf-8"):
            yield ".".join(file.relative_to(library.parent).with_suffix("").parts).removesuffix(".__init__")


def watch(library: Path = LIBRARY) -> AbstractContextManager[None]:
    """Import an annotated module with its checks from now on; with ``with``, until its end."""
    return install_import_hook(list(annotated(library)), "beartype.beartype")
