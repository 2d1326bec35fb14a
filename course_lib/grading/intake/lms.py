"""What learning management systems call the files and folders that they give to download: a row of a table for each.

The numbers are the LMS's own: with them marks find their way back. Moodle gives a person another number in each
assignment.
"""

import re
from dataclasses import dataclass

_NAME_LIMIT = 500  # letters: no LMS writes longer names, and patterns take long for them


@dataclass(frozen=True)
class LMS:
    """How an LMS names what students hand in."""

    name: str
    pattern: re.Pattern[str]
    """Of a folder or file. Groups: name and number make the student; where it has them, file (what the student called
    it), attachment (a number: of several files of one name the largest is the latest) and late."""
    names_folders: bool
    """Whether a folder may be called so too, with the student's files in it."""
    examples: tuple[tuple[str, str], ...]
    """Paths, and the student of each."""


TABLE = (
    LMS(
        "Moodle",
        pattern=re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)"),
        names_folders=True,
        examples=(
            ("Dupont Anne_1234567_assignsubmission_file_/lstm.ipynb", "Dupont_Anne_1234567"),
            ("Dupont Anne_1234567_assignsubmission_file_lstm.ipynb", "Dupont_Anne_1234567"),
        ),
    ),
    LMS(
        "Canvas",
        pattern=re.compile(
            r"(?P<name>(?=[\W\d]*[^\W\d_])[^_]+)_(?P<late>LATE_)?(?P<number>\d+)_(?P<attachment>\d{1,18})_(?P<file>.+)"
        ),
        names_folders=False,
        examples=(("dupontanne_LATE_12345_67890_lstm-1.ipynb", "dupontanne_12345"),),
    ),
)

_AGAIN = re.compile(r"(?P<file>.+?)(?:-(?P<lms>\d{1,3})| ?\((?P<browser>\d{1,3})\))(?P<ending>\.\w+)?")


@dataclass(frozen=True)
class Named:
    """What a name by an LMS says."""

    student: str
    file: str
    version: int
    late: bool


def named(parts: tuple[str, ...], at: int) -> Named | None:
    """What a folder or file of a path says by its name from an LMS; None if it has no such name."""
    if len(parts) <= at or len(parts[at]) > _NAME_LIMIT:
        return None
    below = parts[at + 1 :]
    for lms in TABLE:
        found = lms.pattern.fullmatch(parts[at]) if lms.names_folders or not below else None
        if found is not None:
            said = found.groupdict("")
            file = "/".join(filter(None, below or [said.get("file", "")])) or parts[at]
            version = int(said.get("attachment") or 0)
            return Named(f"{said['name']}_{said['number']}", file, version, bool(said.get("late")))
    return None


def is_folder(name: str) -> bool:
    """Whether an LMS calls a student's folder so."""
    return any(lms.names_folders and lms.pattern.fullmatch(name) for lms in TABLE)


def counted_by_lms(file: str) -> tuple[str, int] | None:
    """What a file was called before an LMS counted it, and the count: lstm-2.ipynb is the third lstm.ipynb."""
    found = _AGAIN.fullmatch(file)
    return (f"{found['file']}{found['ending'] or ''}", int(found["lms"])) if found and found["lms"] else None


def counted_by_browser(file: str) -> tuple[str, int] | None:
    """What a file was called before a browser downloaded it again, and the count: “anne (1)”."""
    found = _AGAIN.fullmatch(file)
    return (found["file"], int(found["browser"])) if found and found["browser"] else None
