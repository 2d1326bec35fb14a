"""Data sets and vocabularies.

A set is a card and a module of its name: ``tunes.json`` and ``tunes.py``. It lies in this folder, whole or in part, in
a small derived form; its card says where it comes from, under which licence, and how it was cleaned. Whoever adds the
two files has added the set: the command ``course data`` and the tests find it in `SETS`.

What a rule draws is no set: `grammar`, `number_words` and `adding` go on for ever. How much is drawn, from which seed,
and what of it is held out for a test is decided by a recipe, whose card says so; there is nothing to fetch, no licence
and no file. `punctuation` is a task on the speeches. What a reader has on disk, such as the Penn Treebank, is read by
`standard`.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

__all__ = ["DataSet", "SETS"]


class DataSet(Protocol):
    """What the module of a set has."""

    FOLDER: Path
    """Where the set lies in the course."""

    def card(self) -> dict[str, Any]:
        """What is known of it: at least "about", "source", "licence", "cleaning", "form" and "sha256".

        "version" is that of the source which is fetched. Of a set that lies here in part, "whole" has what is
        different for the whole one.
        """

    def digest(self, folder: Path | None = None) -> str:
        """The digest (SHA-256) of the unpacked file: of the one that lies here, or of the one made in a folder."""

    def split(self, part: str) -> Sequence[Any]:
        """The documents of a part: “train”, “validation” or “test”."""

    def make(self, folder: Path, version: str | None = None) -> Path:
        """Fetch the source and write the derived file, whole, into a folder; in `FOLDER`, what is to lie there.

        The source has the version that the card names, unless another one is asked for.
        """


class _Sets(Mapping[str, DataSet]):
    """The sets by their names; a module is imported when it is asked for."""

    def __getitem__(self, name: str) -> DataSet:
        if name not in list(self):
            raise KeyError(name)
        return cast(DataSet, import_module(f"{__name__}.{name}"))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(card.stem for folder in __path__ for card in Path(folder).glob("*.json")))

    def __len__(self) -> int:
        return len(list(iter(self)))


SETS: Mapping[str, DataSet] = _Sets()
