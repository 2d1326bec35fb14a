"""Zip archives from strangers: names that lead nowhere else, limits on everything, nothing but plain files.

Nothing is unpacked to where an archive says; whoever reads a member decides what it is called.
"""

import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from course_lib.language import _

SIGNATURE = b"PK\x03\x04"
"""How an archive begins, whatever it is called."""

_DIRECTORY_LIMIT = 600  # bytes of an archive's table for each member: 46, the name, a comment, some extras
_JUNK = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}  # of systems and editors, of no student


class UnreadableError(ValueError):
    """An archive, or a member of one, that cannot be read; its sentence says why."""


@contextmanager
def opened(source: Path | BinaryIO, name: str, count: int) -> Iterator[zipfile.ZipFile]:
    """An archive with at most ``count`` members; ``name`` is what sentences call it.

    Raises:
        UnreadableError: it is damaged, no zip archive, or has too many members.
    """
    with ExitStack() as closing:
        stream = closing.enter_context(source.open("rb") if isinstance(source, Path) else source)
        try:
            # before Python makes an object of each line of a table that may have millions
            if _table_size(stream) > count * _DIRECTORY_LIMIT:
                raise _too_many(name, count)
            archive = closing.enter_context(zipfile.ZipFile(stream))
        except UnreadableError:
            raise
        except Exception as error:  # whatever a library says of bytes that somebody made up
            sentence = _(
                "“{name}” is damaged or not a zip archive. Download it again, or unpack it and give the folder."
            )
            raise UnreadableError(sentence.format(name=name)) from error
        if len(archive.infolist()) > count:
            raise _too_many(name, count)
        yield archive


def _too_many(name: str, count: int) -> UnreadableError:
    sentence = _("“{name}” holds more than {count} files: is it the archive of one exercise?")
    return UnreadableError(sentence.format(name=name, count=count))


def _table_size(stream: BinaryIO) -> int:
    """How long an archive's table of contents is, in bytes, as its end says; 0 if it doesn't."""
    length = stream.seek(0, 2)
    stream.seek(max(0, length - 65_557))  # the longest that the end can be
    end = stream.read()
    stream.seek(0)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        return 0
    size = int.from_bytes(end[at + 12 : at + 16], "little")
    return 0 if size == 0xFFFFFFFF else min(size, length)


def files_in(archive: zipfile.ZipFile) -> Iterator[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """The files of an archive under their names as they were meant, less what no student put there."""
    for info in archive.infolist():
        path = PurePosixPath(_name(info).replace("\\", "/"))
        if not info.is_dir() and path.name and not is_junk(path):
            yield path, info


def is_junk(path: PurePosixPath) -> bool:
    """Whether a file is one of those that systems and editors leave behind."""
    return any(part in _JUNK or (part.startswith(".") and part != "..") for part in path.parts)


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Python reads names that do not say that they are UTF-8 as cp437, many programs write UTF-8."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):  # it is cp437, or anything: only its letters are odd
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def leads_out(info: zipfile.ZipInfo) -> bool:
    """Whether a member's name points to somewhere else than below the folder into which one would unpack it."""
    return bool(re.match(r"[/\\]|[A-Za-z]:", info.filename)) or ".." in re.split(r"[/\\]", info.filename)


def read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The bytes of a member, at most ``limit``.

    Raises:
        UnreadableError: it is a link, locked by a password, too large, damaged, or its name leads out of its folder.
    """
    if leads_out(info):
        raise UnreadableError(_("its name leads out of its folder"))
    if info.external_attr >> 16 and stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        raise UnreadableError(_("it is a link or not a plain file"))
    if info.flag_bits & 1:
        raise UnreadableError(_("it is locked by a password"))
    try:
        data = b""
        if info.file_size <= limit:
            with archive.open(info) as stream:
                data = stream.read(limit + 1)
    except Exception as error:  # each way of packing has errors of its own
        raise UnreadableError(_("it is damaged")) from error
    if max(info.file_size, len(data)) > limit:
        raise UnreadableError(_("it is larger than {limit} MB").format(limit=limit >> 20))
    return data
