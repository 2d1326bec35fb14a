"""What learning management systems call the files and folders that they give to download: a row of a table for each.

The numbers are the LMS's own: with them marks find their way back. Moodle gives a person another number in each
assignment.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

_NAME_LIMIT = 500  # letters: no LMS writes longer names, and patterns take long for them


@dataclass(frozen=True)
class LMS:
    """How an LMS names what students hand in."""

    name: str
    """The platform, and after a comma which of its forms this is."""
    pattern: re.Pattern[str]
    """Of a folder or file. Groups: name and number make the student; where it has them, file (what the student called
    it), attachment (a number: of several files of one name the largest is the latest), moment and late."""
    names_folders: bool
    """Whether a folder may be called so too, with the student's files in it."""
    examples: tuple[tuple[str, str], ...]
    """Paths, and the student of each."""
    moments: str = ""
    """How it writes a moment, as ``strptime`` reads it."""
    along: tuple[str, ...] = ()
    """Files of its own that come along and are nobody's."""


_CANVAS = r"_(?P<late>LATE_)?(?P<number>\d+)_"
_ENTRY = r"(?P<file>(?:text|link)\.html)"

TABLE = (
    # Canvas's numbers come first: behind them a student may have a file that Moodle once gave its name
    LMS(
        "Canvas, without names",
        pattern=re.compile(
            r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>[A-Za-z0-9]+)_(?P<attachment>\d{1,18})_(?P<file>.+)"
        ),
        names_folders=False,
        examples=(
            ("anon_aB3dE_67890_lstm.ipynb", "anon_aB3dE"),
            ("LATE_anon_aB3dE_67890_lstm.ipynb", "anon_aB3dE"),
        ),
    ),
    LMS(
        "Canvas",
        pattern=re.compile(r"(?P<name>(?=[\W\d]*[^\W\d_])[^_]+)" + _CANVAS + r"(?P<attachment>\d{1,18})_(?P<file>.+)"),
        names_folders=False,
        examples=(("dupontanne_LATE_12345_67890_lstm-1.ipynb", "dupontanne_12345"),),
    ),
    LMS(
        "Moodle",
        pattern=re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)"),
        names_folders=True,
        examples=(
            ("Dupont Anne_1234567_assignsubmission_file_/lstm.ipynb", "Dupont_Anne_1234567"),
            ("Dupont Anne_1234567_assignsubmission_file_lstm.ipynb", "Dupont_Anne_1234567"),
            ("Teilnehmerin_77_assignsubmission_file/lstm.ipynb", "Teilnehmerin_77"),
        ),
    ),
    LMS(
        "Moodle, those who are in no group",
        pattern=re.compile(r"(?P<name>.+?)_assignsubmission_(?:file|onlinetext)_?(?P<file>.*)"),
        names_folders=True,
        examples=(("Default group_assignsubmission_file/lstm.ipynb", "Default_group"),),
    ),
    LMS(
        "Canvas, a text entry or an address without names",
        pattern=re.compile(r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>[A-Za-z0-9]+)_" + _ENTRY),
        names_folders=False,
        examples=(("anon_aB3dE_text.html", "anon_aB3dE"),),
    ),
    LMS(
        # a long number follows, or it could be anything with a date in it
        "Canvas, a name of several parts or of digits",
        pattern=re.compile(r"(?P<name>.+?)" + _CANVAS + r"(?P<attachment>\d{5,18})_(?P<file>.+)"),
        names_folders=False,
        examples=(
            ("test_user_12_67890_lstm.ipynb", "test_user_12"),
            ("20261234_LATE_12_67890_1_lstm.ipynb", "20261234_12"),
        ),
    ),
    LMS(
        "Canvas, a text entry or an address",
        pattern=re.compile(r"(?P<name>.+?)" + _CANVAS + _ENTRY),
        names_folders=False,
        examples=(("dupontanne_13_text.html", "dupontanne_13"), ("test_user_LATE_13_link.html", "test_user_13")),
    ),
    LMS(
        "Brightspace",  # the second number is that of the assignment
        pattern=re.compile(r"(?P<number>\d+)-\d+ - (?P<name>.+) - (?P<moment>[^-]*\b\d{4}\b[^-]*)"),
        names_folders=True,
        examples=(
            ("39786-640693 - Anne Dupont - Nov 10, 2026 1022 AM/lstm.ipynb", "Anne_Dupont_39786"),
            ("39786-640693 - Jean-Luc O'Neill - Mar 4, 2026 1227 PM/lstm.ipynb", "Jean-Luc_O_Neill_39786"),
        ),
        moments="%b %d, %Y %I%M %p",
        along=("index.html",),
    ),
)

_AGAIN = re.compile(r"(?P<file>.+?)(?:-(?P<lms>\d{1,3})| ?\((?P<browser>\d{1,3})\))(?P<ending>\.\w+)?")


@dataclass(frozen=True)
class Origin:
    """Who a student is on the platform that a submission came from: with it marks find their way back."""

    platform: str
    name: str
    """As the platform writes it in the names of files."""
    number: str
    """Of the person, or on Moodle of the person's part in this assignment; empty where there is none."""
    late: bool = False
    """Whether the platform says so."""

    @property
    def student(self) -> str:
        return "_".join(filter(None, (self.name, self.number)))

    @property
    def can_be(self) -> bool:
        """Whether a platform may have said this; who hands in a whole folder can write anything into it."""
        return (
            self.platform in {lms.name.partition(",")[0] for lms in TABLE}
            and 0 < len(self.name) <= _NAME_LIMIT
            and self.name.isprintable()
            and not set(self.name) & set("/\\")
            and re.fullmatch(r"[A-Za-z0-9]{0,18}", self.number) is not None
        )


@dataclass(frozen=True)
class Named:
    """What a name by an LMS says."""

    origin: Origin
    file: str
    version: int
    moment: str | None
    """When it was handed in, by the clock of the LMS: it tells the later from the earlier, and no more."""


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
            platform = lms.name.partition(",")[0]
            origin = Origin(platform, said["name"], said.get("number", ""), late=bool(said.get("late")))
            moment = _moment(said.get("moment", ""), lms.moments)
            return Named(origin, file, int(said.get("attachment") or 0), moment)
    return None


def _moment(written: str, form: str) -> str | None:
    with suppress(ValueError):  # it is not written in English
        return datetime.strptime(written, form).isoformat(" ", "minutes") if written else None
    return None


def comes_along(name: str) -> bool:
    """Whether an LMS puts a file of this name beside the submissions."""
    return any(name.casefold() in lms.along for lms in TABLE)


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
