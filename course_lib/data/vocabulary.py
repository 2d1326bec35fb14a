"""Numbers for symbols: of letters, or of words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.language import _

__all__ = ["UNKNOWN", "Vocabulary"]

UNKNOWN = "<unk>"
"""Stands for every symbol that a vocabulary does not hold."""


@dataclass(frozen=True)
class Vocabulary:
    """Symbols and their numbers, which are their places.

    >>> vocabulary = Vocabulary.of("abracadabra", most=3)
    >>> vocabulary.symbols
    ('<unk>', 'a', 'b', 'r')
    >>> vocabulary.numbers("bad")
    tensor([2, 1, 0])

    Raises:
        ValueError: a symbol is there twice.
    """

    symbols: tuple[str, ...]

    def __post_init__(self) -> None:
        twice = [symbol for symbol, count in Counter(self.symbols).items() if count > 1]
        if twice:
            raise ValueError(_("A vocabulary holds each symbol once; twice there: {symbols}.").format(symbols=twice))

    @classmethod
    def of(cls, text: Iterable[str], most: int | None = None, least: int = 1) -> "Vocabulary":
        """The `most` most frequent symbols of a text that it has at least `least` times, after `UNKNOWN`.

        Of symbols that are equally frequent, the one that sorts first comes first.
        """
        counted = sorted(Counter(text).items(), key=lambda item: (-item[1], item[0]))
        return cls((UNKNOWN, *(symbol for symbol, count in counted[:most] if count >= least)))

    def __len__(self) -> int:
        return len(self.symbols)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {symbol: number for number, symbol in enumerate(self.symbols)}

    def numbers(self, text: Iterable[str]) -> Int[Tensor, " time"]:
        """The number of each symbol; that of `UNKNOWN` for those that the vocabulary does not hold.

        Raises:
            KeyError: there is such a symbol, and no `UNKNOWN`.
        """
        unknown = self._number.get(UNKNOWN)
        try:
            numbers = [self._number.get(symbol, unknown) for symbol in text]
            return torch.tensor(numbers, dtype=torch.int64)
        except (TypeError, RuntimeError):
            lacking = sorted({symbol for symbol in text if symbol not in self._number})
            raise KeyError(_("The vocabulary has no {symbols} and no <unk>.").format(symbols=lacking)) from None

    def text(self, numbers: Int[Tensor, " time"] | Sequence[int]) -> list[str]:
        """The symbols of numbers."""
        return [self.symbols[int(number)] for number in numbers]
