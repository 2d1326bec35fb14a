"""Whether anything has changed since `course grade` ended: where nothing has, nothing is loaded and nothing is done.

What was read and what was written is remembered by the size and the time of each file, as a build tool remembers it:
a look at the files of a class takes milliseconds, where torch and the gradebook take seconds to load.
"""

import hashlib
import importlib.metadata
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from course_lib import files
from course_lib.grading import notebooks

FILE = ".course-finished"
WRITTEN = (
    "autograded",
    "reports",
    "replays",
    "gradebook.db",
    "grades.csv",
    "results.jsonl",
    "people.jsonl",
    ".course-secret",
)
"""What a run leaves in the folder of a course."""
CODE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """A run of `course grade` in a folder, with all its options on which a grade depends."""

    folder: Path
    slug: str
    options: Mapping[str, object]

    def read(self) -> str:
        """The digest of what a run reads: submissions, exercise, options, and the code that judges.

        It is asked for before a run: what arrives while it is at work is seen by the next one.
        """
        versions = sys.version, importlib.metadata.version("torch"), notebooks.source_text(self.slug)
        asked = repr((self.slug, sorted(self.options.items()), versions))
        return hashlib.sha256(f"{asked}{_state((CODE, self.folder / 'submitted'))}".encode()).hexdigest()

    def is_done(self) -> bool:
        """Whether this run has ended well before, and all is as it left it."""
        with suppress(OSError, UnicodeDecodeError):
            return (self.folder / FILE).read_text("utf-8") == self._memory(self.read())
        return False

    def ended(self, read: str) -> None:
        """Remember that this run has ended well, and no other: all exercises share a gradebook.

        `read` is what it found.
        """
        files.replace(self.folder / FILE, self._memory(read))

    def _memory(self, read: str) -> str:
        return f"read {read}\nwritten {self._written()}\n"

    def _written(self) -> str:
        return _state(self.folder / name for name in WRITTEN)


def _state(places: Iterable[Path]) -> str:
    """A digest of the names, sizes and times of all files at some places; compiled code is not looked at."""
    digest = hashlib.sha256()
    for place in places:
        for folder, names, found in os.walk(place):
            names[:] = sorted(name for name in names if name != "__pycache__")
            for name in (*names, *sorted(found)):
                digest.update(_line(Path(folder, name)))
        digest.update(_line(place))
    return digest.hexdigest()


def _line(file: Path) -> bytes:
    try:
        known = file.lstat()
    except FileNotFoundError:
        return repr((str(file), None)).encode()
    if stat.S_ISLNK(known.st_mode):
        return os.urandom(16)  # what it leads to may have changed: never the same
    return repr((str(file), None if stat.S_ISDIR(known.st_mode) else (known.st_size, known.st_mtime_ns))).encode()
