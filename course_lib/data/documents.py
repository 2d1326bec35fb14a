"""What the corpora share: documents, the split into parts, and the packed form in which they lie in this folder."""

import hashlib
import json
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course_lib import files
from course_lib.language import _

__all__ = [
    "END",
    "PARTS",
    "Document",
    "part_of",
    "chosen",
    "compress",
    "pack",
    "unpack",
    "digest_of",
    "write",
    "read_card",
]

END = "\x03"
"""“End of text”: a network reads it behind each document and can learn when to begin a new one. It is in no text."""
PARTS = {"validation": 0.05, "test": 0.05}
"""The parts that are kept out of training, and their shares."""


@dataclass(frozen=True)
class Document:
    """One file, or one tune."""

    name: str
    text: str


def share_of(name: str) -> float:
    """A number from 0 to 1 that depends on a name alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:6]) / 2**48


def part_of(name: str) -> str:
    """The part of a document, by its name: whatever else there is, a document that is held out stays so."""
    place = share_of(name)
    for part, share in PARTS.items():
        if place < share:
            return part
        place -= share
    return "train"


def chosen(documents: Iterable[Document], part: str) -> tuple[Document, ...]:
    """The documents of a part: “train”, “validation” or “test”.

    Raises:
        ValueError: there is no such part.
    """
    if part != "train" and part not in PARTS:
        sentence = _("There is no part {got}; there are: train, {others}.")
        raise ValueError(sentence.format(got=part, others=", ".join(PARTS)))
    return tuple(document for document in documents if part_of(document.name) == part)


def compress(text: str) -> bytes:
    """A text as it lies in this folder: the same text, the same bytes."""
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def pack(documents: Iterable[Document]) -> bytes:
    """Documents in the order of their names, compressed: the same documents, the same bytes.

    Raises:
        ValueError: a text holds the character that ends documents.
    """
    ordered = sorted(documents, key=lambda document: document.name)
    strange = [document.name for document in ordered if END in document.text]
    if strange:
        raise ValueError(_("{name} holds the character U+0003, which ends documents.").format(name=strange[0]))
    text = "".join(f"{document.name}\n{document.text}{END}" for document in ordered)
    return compress(text)


def unpack(packed: bytes) -> tuple[Document, ...]:
    """The documents that were packed."""
    pieces = (piece.partition("\n") for piece in lzma.decompress(packed).decode().split(END)[:-1])
    return tuple(Document(name, text) for name, _newline, text in pieces)


def digest_of(file: Path) -> str:
    """The digest (SHA-256) of what is packed in a file."""
    return hashlib.sha256(lzma.decompress(file.read_bytes())).hexdigest()


def write(file: Path, packed: bytes) -> Path:
    """Write a file, and the folder if there is none; gives the file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    files.replace(file, packed)
    return file


def read_card(file: Path) -> dict[str, Any]:
    """A data card: where a set comes from, its licence, how it was cleaned, its digest."""
    card: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return card
