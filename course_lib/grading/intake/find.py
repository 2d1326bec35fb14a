"""Which file of a student's folder is the notebook: at the top, in a folder below, or in an archive.

Links are not followed, sizes and counts have limits, and names are shown as they may stand in a sentence.
"""

import io
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath

from course_lib.grading.intake import archives
from course_lib.grading.intake.read import Refusal
from course_lib.grading.text import shown
from course_lib.language import _

SIZE_LIMIT = 20 << 20  # bytes; a notebook with its figures has a few MB
FOLDER_LIMIT = 50_000  # files that are looked at in a folder: somebody handed in a whole environment
FILE_LIMIT = 1000  # files in a student's archive
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.json")  # browsers like to add one
NOTES = ".left-out.txt"
"""What ``collect`` says of a student's files that it left out: a sentence a line."""
ORIGIN = ".origin.json"
"""Who the student is on the platform that the submission came from."""

SECRET = "submission_secret.txt"
"""With it nbgrader's exchange finds whose a feedback is."""

_NOT_THEIRS = {"timestamp.txt", SECRET, "__pycache__", "__MACOSX"}  # of nbgrader and of systems, not of the student


@dataclass(frozen=True)
class File:
    """A file that may be the notebook: in the folder itself, deeper in it, or in an archive."""

    name: str
    """As it can stand in a report; parts of a path with /."""
    read: Callable[[], bytes]
    """Raises Refusal."""

    def is_called(self, wanted: str) -> bool:
        return self.name.rpartition("/")[2] == wanted


def names_in(folder: Path, wanted: str) -> list[str]:
    """What a folder holds, less what begins with a dot; of very many files some."""
    for part in (folder.parent, folder):
        if part.is_symlink():
            raise Refusal(
                _("The folder “{name}” is a link, which is not followed. Hand in the folder itself.").format(
                    name=shown(part.name)
                )
            )
    try:
        with os.scandir(folder) as entries:
            there = (entry.name for entry in entries)
            visible = (name for name in there if not name.startswith(".") and name not in _NOT_THEIRS)
            names = set(islice(visible, FOLDER_LIMIT))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Refusal(_("The folder cannot be read: {reason}.").format(reason=error.strerror)) from error
    return sorted(names | {wanted} if os.path.lexists(folder / wanted) else names)


def notes_in(folder: Path) -> tuple[str, ...]:
    """What was said when the submission was collected: of files that are not here."""
    file = folder / NOTES
    if not file.is_file() or file.is_symlink():
        return ()
    with file.open("rb") as stream:
        text = stream.read(10_000).decode("utf-8", "replace")
    return tuple(shown(line, 300) for line in text.splitlines()[:20] if line.strip())


def candidates(folder: Path, names: list[str], wanted: str, notes: tuple[str, ...]) -> tuple[list[File], list[str]]:
    """The files that may be the notebook: at the top, else in folders below, else in archives; and remarks on these.

    Raises:
        Refusal: there is none; the sentence says what there is.
    """
    remarks: list[str] = []
    files = [_plain(folder / name, shown(name)) for name in names if _is_notebook(name)]
    files = files or list(_deeper(folder, names))
    for name in names if not files else ():
        if name.lower().endswith(".zip"):
            try:
                files += _notebooks_in(shown(name), partial(read_file, folder / name))
            except Refusal as refusal:
                remarks.append(str(refusal))
    if files:
        return files, remarks
    sentence = _("There is no notebook: {wanted} was expected. The submission holds: {present}.")
    told = [sentence.format(wanted=wanted, present=listed([_described(name) for name in names])), *remarks, *notes]
    if names:
        told.append(_("Hand in the notebook itself, which ends in .ipynb: in Jupyter and Colab by File, Download."))
    raise Refusal(" ".join(told))


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(ENDINGS)


def _plain(file: Path, name: str) -> File:
    return File(name, lambda: read_file(file))


def _deeper(folder: Path, names: list[str]) -> Iterator[File]:
    """The notebooks in the folders below, where an unpacked archive puts them; links are not followed."""
    seen = 0
    for top in names:
        if (folder / top).is_symlink() or not (folder / top).is_dir():
            continue
        for path, below, found in os.walk(folder / top):
            place = Path(path).relative_to(folder)
            below[:] = sorted(name for name in below if not archives.is_junk(PurePosixPath(name)))
            seen += len(below) + len(found)
            if seen > FOLDER_LIMIT or len(place.parts) > 5:
                return
            for name in sorted(found):
                if _is_notebook(name) and not archives.is_junk(PurePosixPath(name)):
                    yield _plain(Path(path, name), shown((place / name).as_posix()))


def _notebooks_in(name: str, packed: Callable[[], bytes]) -> list[File]:
    """The notebooks in a student's archive, which is read again for each: a hundred at once would fill the memory.

    Raises:
        Refusal: it cannot be opened.
    """
    try:
        with archives.opened(io.BytesIO(packed()), name, FILE_LIMIT) as archive:
            paths = [path for path, _info in archives.files_in(archive) if _is_notebook(path.name)]
    except archives.UnreadableError as error:
        raise Refusal(str(error)) from error
    return [File(shown(f"{name}/{path}"), partial(_member, name, packed, path)) for path in paths]


def _member(name: str, packed: Callable[[], bytes], wanted: PurePosixPath) -> bytes:
    try:
        with archives.opened(io.BytesIO(packed()), name, FILE_LIMIT) as archive:
            [*_others, info] = (info for path, info in archives.files_in(archive) if path == wanted)
            return archives.read(archive, info, SIZE_LIMIT)
    except archives.UnreadableError as error:
        sentence = _("“{name}” in “{archive}” was not read: {reason}.")
        raise Refusal(sentence.format(name=shown(str(wanted)), archive=name, reason=error)) from error


def only_notebook(name: str, data: bytes) -> bytes:
    """The notebook in an archive that holds one; else the archive itself, which will be refused as what it is."""
    files = _notebooks_in(name, lambda: data)
    return files[0].read() if len(files) == 1 else data


def read_file(file: Path, limit: int | None = None) -> bytes:
    """The bytes of a plain file of a decent size; never through a link, never from a pipe or a device.

    Raises:
        Refusal: it is no such file.
    """
    limit = SIZE_LIMIT if limit is None else limit
    no_link = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    name = shown(file.name)
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise Refusal(_("“{name}” is a link or not a plain file. Hand in the file itself.").format(name=name))
        data = b""
        if found.st_size <= limit:
            with os.fdopen(os.open(file, os.O_RDONLY | no_link), "rb") as stream:
                data = stream.read(found.st_size + 1)  # so many bytes are reserved, whatever comes
    except OSError as error:
        raise Refusal(_("The file cannot be read: {reason}.").format(reason=error.strerror)) from error
    if max(found.st_size, len(data)) > limit:
        sentence = _("The file is larger than {limit} MB. Clear the outputs (Edit, Clear All Outputs) and save it.")
        raise Refusal(sentence.format(limit=limit >> 20))
    return data


def _described(name: str) -> str:
    """The name of a file that is no notebook, with what it is."""
    what = {
        ".py": _("a script"),
        ".html": _("a web page"),
        ".htm": _("a web page"),
        ".pdf": _("a PDF"),
        ".docx": _("a document of an office program"),
        ".odt": _("a document of an office program"),
        ".rar": _("an archive"),
        ".7z": _("an archive"),
        ".gz": _("an archive"),
        ".url": _("the address of a file, not the file"),
        ".webloc": _("the address of a file, not the file"),
        ".gdoc": _("the address of a file, not the file"),
        ".crdownload": _("an unfinished download"),
        ".part": _("an unfinished download"),
    }.get(PurePosixPath(name).suffix.lower())
    return shown(name) if what is None else _("{name} ({what})").format(name=shown(name), what=what)


def listed(names: list[str]) -> str:
    """Some names and how many more there are."""
    first = ", ".join(names[:8]) or "–"
    if len(names) <= 8:
        return first
    return _("{names} and {count} more").format(names=first, count=len(names) - 8)
