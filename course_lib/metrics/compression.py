"""Bits per character without a network: compressors, counts of what followed what, and copying from the text so far."""

import gzip
import lzma
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from course_lib.language import _

__all__ = ["COMPRESSORS", "compressed_bits", "ppmd", "NGram", "LongestMatch"]

Compressor = Callable[[bytes], bytes]

COMPRESSORS: dict[str, Compressor] = {
    "gzip -9": lambda data: gzip.compress(data, 9, mtime=0),
    "xz -9e": lambda data: lzma.compress(data, preset=9 | lzma.PRESET_EXTREME),
}


def ppmd(order: int) -> Compressor:
    """PPMd, variant H: a model of contexts of up to `order` bytes that learns while it reads.

    It is made for text, and is the compressor to beat. With this much memory it never has to forget.

    Raises:
        ImportError: pyppmd is not installed; it comes with the extra `train`.
    """
    import pyppmd

    return lambda data: pyppmd.compress(data, max_order=order, mem_size=1 << 30, variant="H")


def compressed_bits(compress: Compressor, train: str, test: str) -> float:
    """Bits per character that a compressor needs for `test` after it has seen `train`.

    That is what `test` adds to the compressed size of `train`. gzip looks back over 32 kB alone, xz over 64 MB.

    Raises:
        ValueError: `test` is empty.
    """
    if not test:
        raise ValueError(_("The text to measure is empty; wanted at least one character."))
    alone, both = (len(compress(text.encode())) for text in (train, train + test))
    return 8 * (both - alone) / len(test)


@dataclass(frozen=True)
class _Followers:
    """For every context of one length that was seen: how often, how many symbols followed it, and each of them."""

    contexts: Int[np.ndarray, " contexts"]
    seen: Int[np.ndarray, " contexts"]
    different: Int[np.ndarray, " contexts"]
    pairs: Int[np.ndarray, " pairs"]
    counts: Int[np.ndarray, " pairs"]

    @classmethod
    def of(cls, text: Int[np.ndarray, " time"], length: int, vocab_size: int) -> "_Followers":
        pairs, counts = np.unique(_windows(text, length + 1, vocab_size), return_counts=True)
        contexts, first, different = np.unique(pairs // vocab_size, return_index=True, return_counts=True)
        return cls(contexts, np.add.reduceat(counts, first), different, pairs, counts)


class NGram:
    """A model of characters that counts: the next one given the `order` - 1 before it, smoothed as by Witten and Bell.

    A context of k characters that was seen n times, with d different followers, trusts its own counts with weight
    n / (n + d) and the context of k - 1 characters with the rest; below the shortest one all symbols are alike
    (Witten and Bell, 1991).

    >>> model = NGram("abababab", order=2, symbols="ab")
    >>> round(model.bits("abab"), 3)
    0.408

    Raises:
        ValueError: the order is smaller than 1 or too large for the number of symbols, or the text is too short.
    """

    def __init__(self, text: str, order: int, symbols: str) -> None:
        self.order, self.symbols = order, symbols
        self._number = {symbol: number for number, symbol in enumerate(symbols)}
        if order < 1 or (len(symbols) + 1) ** order >= 2**63:
            sentence = _("order is {got}; wanted at least 1, and less than {limit} for {symbols} symbols.")
            limit = int(63 / np.log2(len(symbols) + 1))
            raise ValueError(sentence.format(got=order, limit=limit + 1, symbols=len(symbols)))
        if len(text) < order:
            sentence = _("The text has {got} characters; wanted at least {order}, as many as the order.")
            raise ValueError(sentence.format(got=len(text), order=order))
        numbers = self._numbers(text)
        self._levels = [_Followers.of(numbers, length, self._base) for length in range(order)]

    @property
    def _base(self) -> int:
        return len(self.symbols) + 1  # one more for all that was never seen

    @property
    def size(self) -> int:
        """How many numbers it keeps: one for each context with a follower."""
        return sum(len(level.pairs) for level in self._levels)

    def bits(self, text: str) -> float:
        """The mean of -log2 p over the characters of a text; the first ones have shorter contexts.

        Raises:
            ValueError: the text is empty.
        """
        if not text:
            raise ValueError(_("The text to measure is empty; wanted at least one character."))
        return float(-np.log2(self.probabilities(text)).mean())

    def probabilities(self, text: str) -> Float[np.ndarray, " time"]:
        """The probability of each character of a text after those before it."""
        numbers = self._numbers(text)
        p = np.full(len(numbers), 1 / self._base)
        for length, level in enumerate(self._levels):
            if length >= len(numbers):
                break
            pairs = _windows(numbers, length + 1, self._base)
            place, known = _find(level.contexts, pairs // self._base)
            pair, follows = _find(level.pairs, pairs)
            n, d = level.seen[place], level.different[place]
            own = np.where(follows, level.counts[pair], 0)
            shorter = p[length:]
            p[length:] = np.where(known, (own + d * shorter) / (n + d), shorter)
        return p

    def _numbers(self, text: str) -> Int[np.ndarray, " time"]:
        unknown = len(self.symbols)
        return np.array([self._number.get(symbol, unknown) for symbol in text], dtype=np.int64)


class LongestMatch:
    """Copying from what was read: the character that followed the longest passage that ends as the text does now.

    How often that was right, by the length of the passage, is counted on a text of its own: so much weight the copy
    gets beside another model's probabilities. Passages lie in `before`, which was read first, and in the text so far.

    >>> copy = LongestMatch("abcabcabcabc" * 9, least=2)
    >>> mixed = copy.mixed(np.full(12, 1 / 3), "abcabcabcabc")
    >>> [round(float(p), 2) for p in mixed[[0, 4, 11]]]
    [0.33, 0.33, 0.67]

    Raises:
        ValueError: least is smaller than 1.
    """

    LONGEST = 64
    """Longer passages count as this long."""

    def __init__(self, text: str, least: int = 5, before: str = "") -> None:
        if least < 1:
            raise ValueError(_("least is {got}; wanted a whole number of at least 1.").format(got=least))
        self.least, self.before = least, before
        length, right = self._matches(text)
        tried = np.bincount(length, minlength=self.LONGEST + 1)
        hits = np.bincount(length, weights=right, minlength=self.LONGEST + 1)
        self.trust = hits / (tried + 1)  # never certain: a copy that is wrong for once must not cost everything
        self.trust[0] = 0

    def mixed(self, p: Float[np.ndarray, " time"], text: str) -> Float[np.ndarray, " time"]:
        """The probability of each character of a text, from a model's and the copy's."""
        length, right = self._matches(text)
        weight = self.trust[length]
        found: Float[np.ndarray, " time"] = (1 - weight) * p + weight * right
        return found

    def _matches(self, text: str) -> tuple[Int[np.ndarray, " time"], Float[np.ndarray, " time"]]:
        """Before each character, the length of the longest passage, 0 for none, and whether its copy is right."""
        text, start = self.before + text, len(self.before)
        seen: dict[str, int] = {}
        lengths, rights = np.zeros(len(text), dtype=np.int64), np.zeros(len(text))
        place, length = 0, 0
        for t in range(len(text)):
            if length == 0 and t >= self.least:
                place = seen.get(text[t - self.least : t], 0)
                while place and length < self.LONGEST and text[place - 1 - length] == text[t - 1 - length]:
                    length += 1
                    if length == place:
                        break
            lengths[t], rights[t] = length, length > 0 and text[place] == text[t]
            if t >= self.least:
                seen[text[t - self.least : t]] = t
            place, length = (place + 1, min(length + 1, self.LONGEST)) if rights[t] else (0, 0)
        return lengths[start:], rights[start:]


def _windows(text: Int[np.ndarray, " time"], length: int, vocab_size: int) -> Int[np.ndarray, " windows"]:
    """Every piece of `length` numbers as one number."""
    count = len(text) - length + 1
    pieces = np.zeros(count, dtype=np.int64)
    for place in range(length):
        pieces = pieces * vocab_size + text[place : place + count]
    return pieces


def _find(
    among: Int[np.ndarray, " sorted"], wanted: Int[np.ndarray, " wanted"]
) -> tuple[Int[np.ndarray, " wanted"], "np.ndarray"]:
    """The place of each wanted number among sorted ones, and whether it is there."""
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return place, among[place] == wanted
