"""formgrader on the folder of a course: what nbgrader needs is written there, then Jupyter starts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from course_lib import files
from course_lib.grading import notebooks
from course_lib.grading.checks import class_variant
from course_lib.language import _

CONFIG = "nbgrader_config.py"
_TEMPLATE = Path(__file__).parent / "templates" / "nbgrader_config.txt"


def prepare(folder: Path, key: str | None = None) -> list[str]:
    """Make a folder of submissions a course of nbgrader's; gives the exercises that were handed in.

    The notebooks are those of the class. A configuration that is there stays.

    Raises:
        ValueError: nobody handed in anything, or an exercise has no version for this key.
    """
    handed_in = sorted(set(_handed_in(folder)))
    if not handed_in:
        sentence = _("There are no submissions: {folder} should hold a folder for each student.")
        raise ValueError(sentence.format(folder=folder / "submitted"))
    for slug in handed_in:
        made = notebooks.build(slug, class_variant(slug, key) if key else None)
        for name, notebook in (("source", made.source), ("release", made.student)):
            file = folder / name / slug / f"{slug}.ipynb"
            file.parent.mkdir(parents=True, exist_ok=True)
            files.replace(file, notebooks.to_json(notebook))
    if not (folder / CONFIG).exists():
        files.replace(folder / CONFIG, _TEMPLATE.read_text("utf-8"))
    return handed_in


def _handed_in(folder: Path) -> Iterator[str]:
    known = set(notebooks.slugs())
    return (place.name for place in (folder / "submitted").glob("*/*") if place.name in known and place.is_dir())


def serve(folder: Path, port: int, *, browser: bool) -> int:
    """Start JupyterLab's server on this machine alone, at formgrader's page; it runs until it is ended."""
    command = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", f"--port={port}"]
    command += [f"--ServerApp.root_dir={folder.resolve()}", "--LabApp.default_url=/formgrader"]
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.append("--allow-root")
    # nbgrader asks for programs that are installed beside this Python
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    try:
        return subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}).returncode
    except KeyboardInterrupt:
        return 0
