"""A tagging task on real text: words without their marks, and for each word the mark that belongs behind it.

What a word is followed by depends on the words to come: this is a task that needs the right context.
"""

import re
from collections.abc import Sequence

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.data.vocabulary import Vocabulary
from course_lib.language import _

__all__ = ["MARKS", "words_and_marks", "windows"]

MARKS = ("", ",", ".")
"""The classes: nothing; a pause (, ; : and a dash); the end of a sentence (. ? !)."""
_CLASS = {",": 1, ";": 1, ":": 1, "—": 1, ".": 2, "?": 2, "!": 2}
_TOKEN = re.compile(r"[a-z0-9$%][a-z0-9$%'’/&-]*(?:[.,][0-9]+)*|[,;:—.?!]")
_TITLES = re.compile(r"\b(mr|mrs|ms|dr|st|jr|u\.s|u\.n|d\.c|a\.m|p\.m)\.")


def words_and_marks(text: str) -> tuple[list[str], list[int]]:
    """The words of a text in lower case, and the class of the mark behind each.

    >>> words_and_marks("Mr. Speaker, $1.5 billion: enough? Yes.")
    (['mr', 'speaker', '$1.5', 'billion', 'enough', 'yes'], [0, 1, 0, 1, 2, 2])
    """
    words: list[str] = []
    marks: list[int] = []
    for token in _TOKEN.findall(_TITLES.sub(lambda match: match[1].replace(".", ""), text.lower())):
        if token not in _CLASS:
            words.append(token)
            marks.append(0)
        elif words:  # of several marks in a row the strongest counts
            marks[-1] = max(marks[-1], _CLASS[token])
    return words, marks


def windows(
    texts: Sequence[str], vocabulary: Vocabulary, time: int
) -> tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"], Int[Tensor, " batch"]]:
    """Texts cut into pieces of `time` words without regard to sentences: words, marks and lengths.

    Only the last piece of a text is shorter; behind it stand zeros.

    Raises:
        ValueError: there is no word in any of the texts.
    """
    pieces: list[tuple[Tensor, Tensor]] = []
    for text in texts:
        words, marks = words_and_marks(text)
        if not words:
            continue
        numbers, classes = vocabulary.encode(words), torch.tensor(marks, dtype=torch.int64)
        pieces += zip(numbers.split(time), classes.split(time), strict=True)
    if not pieces:
        raise ValueError(_("There is no word in the texts; wanted at least one."))
    every_word, every_mark = (
        torch.nn.utils.rnn.pad_sequence(list(part), batch_first=True) for part in zip(*pieces, strict=True)
    )
    return every_word, every_mark, torch.tensor([len(piece) for piece, _marks in pieces])
