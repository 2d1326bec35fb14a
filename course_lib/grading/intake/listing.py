"""The files that a folder or an archive of submissions holds, under limits; whose they are is another question."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from course_lib.grading.intake import archives, find
from course_lib.grading.text import shown
from course_lib.language import _

COUNT_LIMIT = 50_000  # files of a class
TOTAL_LIMIT = 4 << 30  # bytes of a class
DEPTH_LIMIT = 8  # folders in folders
GRADED = ("results.jsonl", "gradebook.db", ".course-secret", ".course-lock")
"""What grading writes beside “submitted”."""


@dataclass(frozen=True)
class Item:
    """A file, in a folder or in an archive."""

    path: PurePosixPath
    size: int
    """As the folder or archive says; what is read has a limit of its own."""
    read: Callable[[], bytes]
    """Raises UnreadableError, OSError."""


@contextmanager
def items_of(source: Path, below: str, skipped: list[str], into: Path | None = None) -> Iterator[list[Item]]:
    """The files of a folder, or those in one folder of it, or of an archive; none of a class that was graded there.

    ``into`` is where this one is to be graded.

    Raises:
        ValueError: it is neither, it cannot be read, or it is too large.
    """
    if source.is_dir():
        try:
            yield _limited(_in_folder(source, below, skipped, into), source)
        except PermissionError as error:
            sentence = _("The folder {source} cannot be read: {reason}.")
            raise ValueError(sentence.format(source=error.filename or source, reason=error.strerror)) from error
        return
    if not source.exists():
        raise ValueError(_("There is no file or folder {source}.").format(source=source))
    if not source.is_file() or not _begins_as_archive(source):
        sentence = _(
            "{source} is neither a folder nor a zip archive. Unpack it, and give the folder of the submissions."
        )
        raise ValueError(sentence.format(source=source))
    with archives.opened(source, source.name, COUNT_LIMIT) as archive:
        yield _limited(_in_archive(archive, skipped), source)


def _in_archive(archive: ZipFile, skipped: list[str]) -> Iterator[Item]:
    for path, info in archives.files_in(archive):
        if archives.leads_out(info):
            sentence = _("“{name}” was left out: its name leads out of its folder.")
            skipped.append(sentence.format(name=shown(path.as_posix())))
        else:
            yield Item(path, info.file_size, partial(archives.read, archive, info, find.SIZE_LIMIT))


def _begins_as_archive(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            begin = stream.read(4)
    except OSError as error:
        raise ValueError(_("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)) from error
    # an empty archive begins with its end; a damaged one is told from its name
    return begin in (archives.SIGNATURE, b"PK\x05\x06") or file.suffix.lower() == ".zip"


def _limited(items: Iterable[Item], source: Path) -> list[Item]:
    kept = []
    total = 0
    for item in items:
        kept.append(item)
        total += min(item.size, find.SIZE_LIMIT)
        if len(kept) > COUNT_LIMIT or total > TOTAL_LIMIT:
            sentence = _("{source} holds more than {count} files or {size} GB: is it the right one?")
            raise ValueError(sentence.format(source=source, count=COUNT_LIMIT, size=TOTAL_LIMIT >> 30))
    return kept


def _is_graded(folder: Path) -> bool:
    """Whether a folder is that of a class which was graded."""
    return (folder / "submitted").is_dir() and any((folder / name).exists() for name in GRADED)


def _same(folder: Path, other: Path | None) -> bool:
    return other is not None and folder.resolve() == other.resolve()


def _in_folder(folder: Path, below_it: str, skipped: list[str], into: Path | None) -> Iterator[Item]:
    """The files of a folder, or those in one folder of it; links are not followed."""

    def stop(error: OSError) -> None:
        raise error

    for path, below, names in os.walk(folder / below_it, onerror=stop):
        place = PurePosixPath(Path(path).relative_to(folder).as_posix())
        links = [name for name in below if Path(path, name).is_symlink()]
        below[:] = sorted(name for name in below if name not in links and not archives.is_junk(PurePosixPath(name)))
        for name in [name for name in below if _is_graded(Path(path, name)) or _same(Path(path, name), into)]:
            below.remove(name)
            sentence = _("“{name}” was left out: it is the folder of a class that was graded.")
            skipped.append(sentence.format(name=shown((place / name).as_posix())))
        if len(place.parts) >= DEPTH_LIMIT:
            sentence = _("“{name}” was left out: it lies more than {limit} folders deep.")
            deep = (shown((place / name).as_posix()) for name in below)
            skipped += [sentence.format(name=name, limit=DEPTH_LIMIT) for name in deep]
            below.clear()
        for name in sorted([*names, *links]):
            file = Path(path, name)
            if archives.is_junk(PurePosixPath(name)):
                continue
            found = file.lstat()
            if stat.S_ISREG(found.st_mode):
                yield Item(place / name, found.st_size, partial(_read, file))
            else:
                sentence = _("“{name}” was left out: it is a link or not a plain file.")
                skipped.append(sentence.format(name=shown((place / name).as_posix())))


def _read(file: Path) -> bytes:
    with os.fdopen(
        os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb"
    ) as stream:
        data = stream.read(find.SIZE_LIMIT + 1)
    if len(data) > find.SIZE_LIMIT:
        raise archives.UnreadableError(_("it is larger than {limit} MB").format(limit=find.SIZE_LIMIT >> 20))
    return data
