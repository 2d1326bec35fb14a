"""French number words and their digits: a translation with rules that are old and odd, and one right answer each.

The spelling is the traditional one: « vingt et un », with hyphens only below a hundred (the reform of 1990 also allows
« vingt-et-un »).
"""

import random
import re

from course_lib.language import _

__all__ = ["LARGEST", "words", "number", "pairs"]

LARGEST = 999_999
_SMALL = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
]  # fmt: skip
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
_VALUES = {word: value for value, word in enumerate(_SMALL[:17])} | {word: value for value, word in _TENS.items()}


def words(number: int) -> str:
    """A number in French words.

    >>> [words(number) for number in (21, 71, 80, 91, 200, 1001)]
    ['vingt et un', 'soixante et onze', 'quatre-vingts', 'quatre-vingt-onze', 'deux cents', 'mille un']
    >>> words(580_280)
    'cinq cent quatre-vingt mille deux cent quatre-vingts'

    Raises:
        ValueError: the number is negative or larger than `LARGEST`.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(_("The number is {got}; wanted one from 0 to {most}.").format(got=number, most=LARGEST))
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_1000(rest)
    before = "" if thousands == 1 else _without_s(_below_1000(thousands)) + " "
    return f"{before}mille {_below_1000(rest) if rest else ''}".strip()


def _below_1000(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_100(rest)
    cent = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent"
    if rest:
        return f"{cent} {_below_100(rest)}"
    return cent if hundreds == 1 else f"{cent}s"


def _below_100(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    ten = number // 10 * 10 if number // 10 not in (7, 9) else number // 10 * 10 - 10
    unit = number - ten  # from 0 to 19: seventy is sixty and ten
    if not unit:
        return "quatre-vingts" if ten == 80 else _TENS[ten]
    joint = " et " if unit in (1, 11) and ten != 80 else "-"
    return f"{_TENS[ten]}{joint}{_SMALL[unit]}"


def _without_s(text: str) -> str:
    """Before « mille », « cents » and « quatre-vingts » lose their s; « trois » keeps it."""
    return re.sub(r"(cent|vingt)s$", r"\1", text)


def number(text: str) -> int:
    """The number of French words.

    >>> number("quatre-vingt-dix-neuf mille neuf cent un")
    99901

    Raises:
        ValueError: the words are no number, or a number in another spelling.
    """
    whole, group = 0, 0
    for word in re.split(r"[ -]", text):
        if word == "mille":
            whole, group = 1000 * max(1, group), 0
        elif word in ("cent", "cents"):
            group = 100 * max(1, group)
        elif word in ("vingt", "vingts") and group % 100 == 4:
            group += 76  # four times twenty
        elif word != "et":
            group += _VALUES.get(word, LARGEST + 1)  # no such word: the sum is too large
    found = whole + group
    if found > LARGEST or words(found) != text:
        sentence = _("“{got}” is no number that this course writes; wanted French words up to {most}.")
        raise ValueError(sentence.format(got=text, most=words(LARGEST)))
    return found


def pairs(count: int, seed: int) -> list[tuple[str, str]]:
    """Different numbers as words and digits, evenly of each length from one to six digits while there are any.

    Drawn evenly from all, nine of ten numbers would have six digits, and « onze » alone would hardly ever be seen.

    >>> pairs(3, seed=0)
    [('huit', '8'), ('soixante-dix-huit', '78'), ('quatre cent soixante-dix-huit', '478')]

    Raises:
        ValueError: more are wanted than there are numbers.
    """
    if count > LARGEST + 1:
        raise ValueError(_("{got} numbers are wanted; there are {most}.").format(got=count, most=LARGEST + 1))
    draw = random.Random(seed)
    found: dict[int, None] = {}  # a set that keeps its order
    while len(found) < count:
        for digits in range(1, 7):
            low = 10 ** (digits - 1) if digits > 1 else 0
            found[low + int(draw.random() * (10**digits - low))] = None  # random() alone is the same in each Python
    return [(words(number), str(number)) for number in list(found)[:count]]
