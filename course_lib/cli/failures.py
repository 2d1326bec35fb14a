"""What a user can mend, in one sentence in place of a traceback."""

import sys
from importlib.util import find_spec

from course_lib.cli import versions
from course_lib.language import _


def told(error: ValueError | OSError | ImportError) -> str | None:
    """What went wrong and what to do; None where the fault is the course's own."""
    match error:
        case ImportError():
            return _of_package(error)
        case OSError(filename=name) if name is not None:
            return _("{file}: {reason}.").format(file=name, reason=error.strerror or error)
    return str(error)


def _of_package(error: ImportError) -> str | None:
    package = (error.name or "").partition(".")[0]
    if package in ("", "course_lib"):
        return None
    if isinstance(error, ModuleNotFoundError) or find_spec(package) is None:
        sentence = _(
            "The course needs the package {package}, which is not installed in this Python ({python}). Install it "
            "there: {python} -m pip install {what}"
        )
    else:
        sentence = _(
            "The package {package} is installed in this Python ({python}) and cannot be used: {reason}. Install it "
            "again: {python} -m pip install --force-reinstall {package}"
        )
    python = sys.executable or "python"
    return sentence.format(package=package, what=versions.to_get(package), python=python, reason=error)
