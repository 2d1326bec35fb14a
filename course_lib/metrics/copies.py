"""How much of a generated text is remembered and not written: the longest piece that stands in the training text."""

import numpy as np
from jaxtyping import UInt64

__all__ = ["longest_copy"]

_BASE = np.uint64(0x9E3779B97F4A7C15)
"""Any odd number of many bits; arithmetic goes on modulo 2 to the 64."""


def longest_copy(text: str, source: str) -> str:
    """The longest piece of `text` that stands word for word in `source`; the first one, if several are as long.

    >>> longest_copy("the dog sat on the mat", "a cat sat on the sofa")
    ' sat on the '
    """
    low, high = 0, min(len(text), len(source))
    best = ""
    while low < high:  # a piece that is found has shorter pieces that are found
        middle = (low + high + 1) // 2
        found = _common(text, source, middle)
        if found is None:
            high = middle - 1
        else:
            low, best = middle, found
    return best


def _common(text: str, source: str, length: int) -> str | None:
    """The first piece of `length` characters of `text` that stands in `source`."""
    wanted, there = _hashes(text, length), _hashes(source, length)
    seen = np.zeros(1 << 22, dtype=bool)  # most of a long source is passed over by a look at 22 bits
    seen[wanted >> np.uint64(42)] = True
    candidates = np.flatnonzero(np.isin(wanted, there[seen[there >> np.uint64(42)]]))
    for start in candidates.tolist():
        piece = text[start : start + length]
        if piece in source:  # equal hashes are nearly always equal pieces; this makes sure
            return piece
    return None


def _hashes(text: str, length: int) -> UInt64[np.ndarray, " pieces"]:
    """A number for every piece of `length` characters: the value of a polynomial, put together from powers of two."""
    block = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    power, done = _BASE, 0
    pieces = np.zeros(len(text) - length + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        size = 1
        while size <= length:
            if length & size:
                pieces = pieces * power + block[done : done + len(pieces)]
                done += size
            if 2 * size > length:
                break
            block = block[: len(block) - size] * power + block[size:]
            power, size = power * power, 2 * size
    return pieces
