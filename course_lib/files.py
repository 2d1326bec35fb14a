"""Writing to files so that whoever is interrupted leaves nothing half written."""

import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from course_lib.language import _


def replace(file: Path, data: str | bytes) -> None:
    """Write a file whole or not at all; text is written in UTF-8, its lines end as they are."""
    replace_all({file: data})


def replace_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write files that belong together: none is replaced before all are written."""
    new = {file.with_name(f".{file.name}.new"): file for file in contents}
    try:
        for written, data in zip(new, contents.values(), strict=True):
            written.write_bytes(data.encode() if isinstance(data, str) else data)
        for written, file in new.items():
            written.replace(file)
    except BaseException:
        for written in new:
            with suppress(OSError):
                written.unlink(missing_ok=True)
        raise


def lines_of(file: Path) -> list[str]:
    """The lines of a file that grows by whole lines; none where there is no file.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return file.read_text("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        sentence = _("{file} cannot be read: {reason}. Mend this and run the command again.")
        raise ValueError(sentence.format(file=file, reason=error.strerror)) from error


def append_lines(file: Path, lines: Sequence[str]) -> None:
    """Add whole lines to a file; what an earlier run left half written stays a line of its own."""
    if not lines:
        return
    with file.open("ab+") as stream:
        if stream.tell():
            stream.seek(-1, io.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
        stream.write("".join(f"{line}\n" for line in lines).encode())
