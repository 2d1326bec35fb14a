"""How far what was written is from what was wanted."""

from collections.abc import Hashable, Sequence

from course_lib.language import _

__all__ = ["edit_distance", "error_rate"]


def edit_distance(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """The least number of symbols that must be put in, taken out or replaced to make one of the other (Levenshtein).

    >>> edit_distance("kitten", "sitting")
    3
    """
    row = list(range(len(other) + 1))  # the distances of what was seen of `one` to every beginning of `other`
    for i, symbol in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (symbol != wanted))
    return row[-1]


def error_rate(hypotheses: Sequence[Sequence[Hashable]], targets: Sequence[Sequence[Hashable]]) -> float:
    """The edits that all texts need together, for each symbol that was wanted. It can be above 1.

    >>> error_rate([["a", "cat"], ["so"]], [["a", "dog"], ["so", "it", "is"]])
    0.6

    Raises:
        ValueError: there are not as many texts on both sides, or nothing is wanted.
    """
    symbols = sum(map(len, targets))
    if len(hypotheses) != len(targets) or not symbols:
        sentence = _("There are {got} texts written and {wanted} wanted, of {symbols} symbols; wanted a pair of each.")
        raise ValueError(sentence.format(got=len(hypotheses), wanted=len(targets), symbols=symbols))
    return sum(map(edit_distance, hypotheses, targets)) / symbols
