"""Whether a text is made of words that there are."""

import re
from collections.abc import Set as AbstractSet

__all__ = ["words", "known_words"]

_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*")


def words(text: str) -> list[str]:
    """The words of a text in lower case, without numbers and marks.

    >>> words("We're here, 24-7!")
    ["we're", 'here']
    """
    return _WORD.findall(text.lower())


def known_words(text: str, known: AbstractSet[str]) -> tuple[int, int]:
    """How many words of a text are known, and how many words it has.

    The last one does not count: the text may end within it.

    >>> known_words("the cat zat on th", {"the", "cat", "on"})
    (3, 4)
    """
    found = words(text)[:-1]
    return sum(word in known for word in found), len(found)
