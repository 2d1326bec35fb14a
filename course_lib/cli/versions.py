"""What is installed, and in which version."""

import importlib.metadata
import platform
import shutil
from collections.abc import Iterator
from contextlib import suppress

from course_lib.language import _

COURSE = "recurrent-course"
_USED = (COURSE, "torch", "nbgrader", "jupyterlab", "nbconvert", "ipython", "sqlalchemy", "psycopg", "dask")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox")


def installed(name: str) -> str:
    """The version of a package; a dash if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "–"


def of_everything() -> Iterator[tuple[str, str]]:
    """What grading uses, and in which version."""
    yield "Python", f"{platform.python_version()}, {platform.platform()}"
    for name in _USED:
        yield name, installed(name)
    yield "CUDA", _cuda() or _("not available")
    yield _("browser"), next(filter(None, map(shutil.which, _BROWSERS)), "–")


def _cuda() -> str | None:
    with suppress(ImportError):
        import torch

        return str(torch.version.cuda) if torch.cuda.is_available() else None
    return None
