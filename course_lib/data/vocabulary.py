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

    >>> vocabulary = Vocabulary.from_tokens("abracadabra", max_size=3)
    >>> vocabulary.symbols
    ('<unk>', 'a', 'b', 'r')
    >>> vocabulary.encode("bad")
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
    def from_tokens(cls, tokens: Iterable[str], max_size: int | None = None, min_count: int = 1) -> "Vocabulary":
        """The `max_size` most frequent of these tokens that occur at least `min_count` times, after `UNKNOWN`.

        Of symbols that are equally frequent, the one that sorts first comes first.
        """
        counted = sorted(Counter(tokens).items(), key=lambda item: (-item[1], item[0]))
        return cls((UNKNOWN, *(symbol for symbol, count in counted[:max_size] if count >= min_count)))

    def __len__(self) -> int:
        return len(self.symbols)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {symbol: number for number, symbol in enumerate(self.symbols)}

    def encode(self, tokens: Iterable[str]) -> Int[Tensor, " time"]:
        """The number of each token; that of `UNKNOWN` for those that the vocabulary does not hold.

        Raises:
            KeyError: there is such a token, and no `UNKNOWN`.
        """
        unknown = self._number.get(UNKNOWN)
        try:
            numbers = [self._number.get(symbol, unknown) for symbol in tokens]
            return torch.tensor(numbers, dtype=torch.int64)
        except (TypeError, RuntimeError):
            lacking = sorted({symbol for symbol in tokens if symbol not in self._number})
            raise KeyError(_("The vocabulary has no {symbols} and no <unk>.").format(symbols=lacking)) from None

    def decode(self, numbers: Int[Tensor, " time"] | Sequence[int]) -> list[str]:
        """The symbols of numbers."""
        return [self.symbols[int(number)] for number in numbers]
