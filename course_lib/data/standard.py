"""Standard sets that a reader has on disk, as the corpora of this course: nothing is fetched."""

import lzma
import tarfile
from pathlib import Path

from course_lib.data.documents import Document
from course_lib.data.linux import c_files
from course_lib.data.tunes import cleaned, records
from course_lib.language import _

__all__ = ["penn_treebank", "linux_tarball", "nottingham"]


def penn_treebank(folder: Path) -> dict[str, str]:
    """The Penn Treebank in the form of Mikolov et al. (2010): the texts of “train”, “validation” and “test”.

    The folder holds ptb.train.txt, ptb.valid.txt and ptb.test.txt.

    Raises:
        ValueError: one of them is not there.
    """
    names = {"train": "ptb.train.txt", "validation": "ptb.valid.txt", "test": "ptb.test.txt"}
    return {part: _there(folder / name).read_text(encoding="utf-8") for part, name in names.items()}


def linux_tarball(file: Path) -> tuple[Document, ...]:
    """`kernel/**/*.c` of an archive from kernel.org, such as linux-6.12.tar.xz; it is read, and nothing is unpacked.

    Raises:
        ValueError: the file is not there, is no such archive, or holds no such file.
    """
    with _there(file).open("rb") as archive:
        try:
            found = tuple(sorted(c_files(archive), key=lambda document: document.name))
        except (tarfile.TarError, lzma.LZMAError, OSError, EOFError) as error:
            raise ValueError(
                _("{file} is no archive that can be read: {reason}").format(file=file, reason=error)
            ) from error
    if not found:
        raise ValueError(
            _("There is no kernel/**/*.c in {file}; wanted an archive of the kernel's source.").format(file=file)
        )
    return found


def nottingham(folder: Path) -> tuple[Document, ...]:
    """The Nottingham tunes, cleaned as our own: the folder holds *.abc, or a folder ABC_cleaned that does.

    Raises:
        ValueError: there is no such file.
    """
    inner = folder / "ABC_cleaned"
    files = sorted((inner if inner.is_dir() else folder).glob("*.abc"))
    if not files:
        raise ValueError(
            _("There is no *.abc in {folder}; wanted the folder ABC_cleaned of the set.").format(folder=folder)
        )
    return tuple(
        Document(f"{file.stem} {number}", tune)
        for file in files
        for number, record in enumerate(records(file.read_text(encoding="utf-8", errors="replace")), start=1)
        if (tune := cleaned(record)) is not None
    )


def _there(file: Path) -> Path:
    if not file.is_file():
        raise ValueError(_("There is no file {file}; wanted a part of the standard set.").format(file=file))
    return file
