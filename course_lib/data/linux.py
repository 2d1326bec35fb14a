"""The source of the Linux kernel: `kernel/**/*.c`, with licence headers, case and tabs.

It is under the GPL-2, so the small part that comes with the course lies in ``gpl/``, beside the licence and outside of
the installed package. The whole is made from Debian's package by ``course data linux --make --to FOLDER``.
"""

import fnmatch
import io
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

from course_lib.data import sources
from course_lib.data.documents import Document, chosen, digest_of, pack, read_card, share_of, unpack, write
from course_lib.language import _

__all__ = ["card", "digest", "documents", "split", "make", "c_files", "is_small"]

FOLDER = Path(__file__).parent / "gpl"
SMALL, WHOLE = "linux.txt.xz", "linux-kernel.txt.xz"
PACKAGE = "linux-source-6.1"
SHARE = 0.14
"""About so many of the files are in the small part."""


def card() -> dict[str, Any]:
    """Where the files come from, their licence, and the digests of the small part and of the whole."""
    return read_card(Path(__file__).with_name("linux.json"))


def digest(folder: Path | None = None) -> str:
    """The digest (SHA-256) of the unpacked text: of the small part, or of the whole in a folder.

    Raises:
        ValueError: it is not there.
    """
    return digest_of(_file(folder))


@cache
def documents(folder: Path | None = None) -> tuple[Document, ...]:
    """All files of the small part or, with a folder, of the whole that was made there.

    Raises:
        ValueError: they are not there.
    """
    return unpack(_file(folder).read_bytes())


def split(part: str, folder: Path | None = None) -> tuple[Document, ...]:
    """The files of a part: “train”, “validation” or “test”. What the small part holds out, the whole holds out.

    Raises:
        ValueError: there is no such part, or the files are not there.
    """
    return chosen(documents(folder), part)


def _file(folder: Path | None) -> Path:
    file = FOLDER / SMALL if folder is None else folder / WHOLE
    if not file.is_file():
        if folder is None:
            sentence = _(
                "The Linux files are under the GPL and do not come with the installed package. "
                "Take them from the repository's folder course_lib/data/gpl, or make the whole: "
                "course data linux --make --to {folder}"
            )
            raise ValueError(sentence.format(folder=_("FOLDER")))
        sentence = _("There is no {file} in {folder}. Make it with: course data linux --make --to {folder}")
        raise ValueError(sentence.format(file=file.name, folder=folder))
    return file


def is_small(name: str) -> bool:
    """Whether a file is in the small part."""
    return share_of(f"small {name}") < SHARE


def make(folder: Path, version: str | None = None) -> Path:
    """Fetch Debian's package of the kernel's source and write the derived file, the same bytes each time.

    In the course's own folder it is the small part, in any other one the whole.

    Raises:
        ValueError: the mirror does not offer the version.
        OSError: apt is not here, or the package cannot be had.
    """
    with sources.debian(PACKAGE, version or card()["version"]) as package:
        made = list(_files_of(package))
    if folder == FOLDER:
        return write(folder / SMALL, pack(document for document in made if is_small(document.name)))
    return write(folder / WHOLE, pack(made))


def _files_of(package: tarfile.TarFile) -> Iterator[Document]:
    """The files of a package that holds the source as one archive; nothing is written to disk."""
    for member in package:
        if member.name.endswith(".tar.xz"):
            yield from c_files(package.extractfile(member) or io.BytesIO())


def c_files(archive: IO[bytes]) -> Iterator[Document]:
    """Every `kernel/**/*.c` of an archive of the kernel's source, by its path below the first folder."""
    with tarfile.open(fileobj=archive, mode="r|*") as members:
        for member in members:
            _top, _slash, name = member.name.removeprefix("./").partition("/")
            if member.isfile() and fnmatch.fnmatchcase(name, "kernel/*.c") and ".." not in Path(name).parts:
                content = members.extractfile(member) or io.BytesIO()
                yield Document(name, content.read().decode("utf-8", "replace").replace("\x03", ""))
