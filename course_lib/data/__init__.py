"""Data sets and vocabularies.

What is random is drawn from a generator that the caller gives. What is real lies in this folder in a small derived
form, with a card that says where it comes from, under which licence, and how it was cleaned: it is one of the `SETS`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from course_lib.data import linux, speeches, tunes

__all__ = ["DataSet", "SETS"]


class DataSet(Protocol):
    """What each module of a real set has."""

    def card(self) -> dict[str, Any]:
        """Where it comes from, its licence, how it was cleaned, its digest; "whole" is that of a set that lies here in
        part."""

    def digest(self, folder: Path | None = None) -> str:
        """The digest (SHA-256) of the unpacked file: of the one that lies here, or of the one made in a folder."""

    def split(self, part: str) -> Sequence[Any]:
        """The documents of a part: “train”, “validation” or “test”."""

    def make(self, folder: Path = ...) -> object:
        """Fetch the source and write the derived file: here or, the whole of it, in a folder."""


SETS: dict[str, DataSet] = {"speeches": speeches, "linux": linux, "tunes": tunes}
