"""What is installed, and in which version."""

import importlib.metadata
import platform
import shutil
from collections.abc import Iterator
from contextlib import suppress

from course_lib.language import _

COURSE = "recurrent-course"
EXTRAS = {"psycopg": "postgres", "dask": "dask", "verovio": "train", "pyppmd": "train"}
"""Packages that not everybody needs, and the extra of the course that brings each."""
_USED = (COURSE, "torch", "nbgrader", "jupyterlab", "nbconvert", "ipython", "sqlalchemy", *EXTRAS)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "firefox")


def installed(name: str) -> str:
    """The version of a package; a dash if it is not installed."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "–"


def to_get(name: str) -> str:
    """What a person tells pip to install in order to get a package.

    >>> to_get("torch"), to_get("dask")
    ('torch', '"recurrent-course[dask]"')
    """
    return f'"{COURSE}[{EXTRAS[name]}]"' if name in EXTRAS else name


def of_everything() -> Iterator[tuple[str, str]]:
    """What the commands use, and in which version, or how to get it."""
    yield "Python", f"{platform.python_version()}, {platform.platform()}"
    for name in _USED:
        version = installed(name)
        if version == "–" and name in EXTRAS:
            version = _("– (to get it: pip install {what})").format(what=to_get(name))
        yield name, version
    yield "CUDA", _cuda() or _("not available")
    yield _("browser"), next(filter(None, map(shutil.which, _BROWSERS)), "–")


def _cuda() -> str | None:
    with suppress(ImportError):
        import torch

        return str(torch.version.cuda) if torch.cuda.is_available() else None
    return None
