"""What a network has learned of a language: the same shares, of what it writes and of real text.

Every share is counted over all texts together, so that long ones weigh more than short ones.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from course_lib.metrics import c_source, tunes
from course_lib.metrics.copies import longest_copy
from course_lib.metrics.words import known_words, words

__all__ = ["of_speeches", "of_c", "of_tunes", "copied"]

Count = tuple[int, int]
"""How many are right, and how many there are."""


def _share(counts: Iterable[Count]) -> dict[str, Any]:
    """One share of all: {"share": …, "of": …}; the share is None where there is nothing to count.

    >>> _share([(1, 2), (2, 2)])
    {'share': 0.75, 'of': 4}
    """
    right, total = (sum(part) for part in zip(*counts, strict=True))
    return {"share": float(Fraction(right, total)) if total else None, "of": total}


def _shares(texts: Sequence[str], measures: dict[str, Callable[[str], Count]]) -> dict[str, dict[str, Any]]:
    return {name: _share(map(measure, texts)) for name, measure in measures.items()}


def of_speeches(texts: Sequence[str], training: str) -> dict[str, dict[str, Any]]:
    """The share of words that stand in the training text.

    >>> of_speeches(["we the peeple of"], "we the people")["known words"]
    {'share': 0.6666666666666666, 'of': 3}
    """
    known = frozenset(words(training))
    return _shares(texts, {"known words": lambda text: known_words(text, known)})


def of_c(texts: Sequence[str], beginnings: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Brackets, comments, keywords and declared names of C; and how files begin, for texts that are beginnings."""
    shares = _shares(
        texts,
        {
            "closing brackets that fit": c_source.closing_brackets,
            "comments that are closed": c_source.comments,
            "keywords among the words": c_source.keyword_share,
            "names declared before use": c_source.declared_first,
        },
    )
    begun = [c_source.prologue(text) for text in beginnings]
    return shares | {
        "files that begin with a licence": _share((int(kinds[:1] == ("licence",)), 1) for kinds in begun),
        "files that begin in order": _share((int(c_source.in_order(kinds)), 1) for kinds in begun),
    }


def of_tunes(texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Bars of the right length, and notes of the key."""
    return _shares(texts, {"bars of the right length": tunes.full_bars, "notes in the key": tunes.notes_in_key})


def copied(texts: Sequence[str], training: str, between: str) -> str:
    """The longest piece of any of these texts that stands word for word in the training text.

    `between` is a character that is in none of them and not in the training text: no piece goes from one text into the
    next.

    >>> copied(["a dog", "sat on"], "the dog sat on the mat", "|")
    'sat on'
    """
    return longest_copy(between.join(texts), training)
