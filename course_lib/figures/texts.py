"""Texts as figures: what a network wrote, quoted, and a text on the colours of one of its units.

The looks are those of the page (`book/_static/book.css`); a notebook shows the same without colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from course_lib.language import _

__all__ = ["AGES", "LEVELS", "Quotation", "restored", "sample", "unit_over_text", "visible_spaces"]

AGES = 3
"""Of networks: 0 is before training, the last one its end."""
LEVELS = 3
"""Of colour, for either sign of a unit's value."""


@dataclass(frozen=True)
class Quotation:
    """A quoted text; Jupyter and the book show it as HTML."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


def sample(text: str, *, title: str, language: str = "en", code: bool = False, age: int | None = None) -> Quotation:
    """A text that a network wrote, quoted below its title.

    Prose is one paragraph; code and music, with `code`, keep their lines. `language` is for those who hear the page.
    The line at the left of a text of a network has the colour of its `age`, from 0, before training, to 2.

    Raises:
        ValueError: the age is none of a network.
    """
    if age is not None and not 0 <= age < AGES:
        sentence = _("The age is {age}; wanted a number from 0, before training, to {last}, the end of training.")
        raise ValueError(sentence.format(age=age, last=AGES - 1))
    coloured = "" if age is None else f' data-age="{age}"'
    quoted = f'<pre lang="{language}">{_printable(text)}</pre>'
    if not code:
        quoted = f'<blockquote lang="{language}"><p>{_printable(" ".join(text.split()))}</p></blockquote>'
    return Quotation(
        f'<figure class="sample"{coloured}>\n<figcaption>{escape(title)}</figcaption>\n{quoted}\n</figure>'
    )


def unit_over_text(text: str, values: Sequence[float], *, language: str = "en") -> Quotation:
    """A text on the colours of a unit's values from -1 to 1, the deeper the larger, one colour for either sign.

    From one half up it is underlined, so that the figure does not need colours.

    Raises:
        ValueError: there is not one value for each character, no character, or a value beyond -1 and 1.
    """
    if len(text) != len(values) or not text:
        sentence = _("There are {characters} characters and {values} values; wanted one value for each character.")
        raise ValueError(sentence.format(characters=len(text), values=len(values)))
    if not all(abs(value) <= 1 for value in values):
        sentence = _("The values go from {low:.3g} to {high:.3g}; wanted numbers from -1 to 1.")
        raise ValueError(sentence.format(low=min(values), high=max(values)))
    pairs = zip(text, (round(LEVELS * value) for value in values), strict=True)
    runs = ((level, "".join(letter for letter, _level in run)) for level, run in groupby(pairs, lambda pair: pair[1]))
    quoted = "".join(_tinted(run, level) for level, run in runs)
    return Quotation(f'<div class="sample"><pre lang="{language}">{quoted}</pre></div>')


def restored(
    words: Sequence[str], predicted: Sequence[str], true: Sequence[str], *, title: str, language: str = "en"
) -> Quotation:
    """Words without marks, and the marks that a network restored after them: bold if right, struck out if wrong.

    A mark that it missed is framed. A capital follows each predicted full stop.

    Raises:
        ValueError: there is not one predicted and one true mark, "" for none, for each word.
    """
    if not len(words) == len(predicted) == len(true):
        sentence = _(
            "There are {words} words, {predicted} predicted marks and {true} true ones; wanted as many of each."
        )
        raise ValueError(sentence.format(words=len(words), predicted=len(predicted), true=len(true)))
    pieces, begins = [], False
    for word, mark, right in zip(words, predicted, true, strict=True):
        pieces.append(_printable(word.capitalize() if begins else word) + _marked(mark, right))
        begins = mark == "."
    quoted = f'<blockquote lang="{language}"><p>{" ".join(pieces)}</p></blockquote>'
    return Quotation(f'<figure class="sample">\n<figcaption>{escape(title)}</figcaption>\n{quoted}\n</figure>')


def translations(title: str, *texts: tuple[str, str], right: str = "") -> Quotation:
    """Texts that say the same, each after its language: a source, its translation, what a network wrote.

    `right` has a 1 for each word of the last text that is right, and a 0 for each that is struck out.

    Raises:
        ValueError: there is no text, or `right` has not one mark for each word of the last one.
    """
    if not texts:
        raise ValueError(_("There is no text to quote; wanted at least one, after its language."))
    written = [[_printable(word) for word in text.split()] for _language, text in texts]
    if right:
        if len(right) != len(written[-1]):
            sentence = _("The last text has {words} words, and {marks} are marked; wanted one mark for each word.")
            raise ValueError(sentence.format(words=len(written[-1]), marks=len(right)))
        marked = zip(written[-1], right, strict=True)
        written[-1] = [word if mark == "1" else f"<del>{word}</del>" for word, mark in marked]
    pairs = zip(texts, written, strict=True)
    lines = "".join(f'<p lang="{language}">{" ".join(words)}</p>' for (language, _text), words in pairs)
    caption = f"<figcaption>{escape(title)}</figcaption>"
    return Quotation(f'<figure class="sample">\n{caption}\n<blockquote>{lines}</blockquote>\n</figure>')


def visible_spaces(text: str) -> str:
    """A text with signs for what cannot be seen.

    >>> visible_spaces("a b")
    'a␣b'
    """
    return text.replace(" ", "␣").replace("\t", "→").replace("\n", "↵\n")


def _marked(mark: str, right: str) -> str:
    """The mark after a word, as it was predicted and as it should be."""
    if mark == right:
        return f"<b>{escape(mark)}</b>" if mark else ""
    return (f"<del>{escape(mark)}</del>" if mark else "") + (f"<ins>{escape(right)}</ins>" if right else "")


def _tinted(run: str, level: int) -> str:
    """Characters of one colour: none at level 0, and underlined where the unit is high."""
    tag = "u" if level > 1 else "span"
    return f'<{tag} data-level="{level}">{_printable(run)}</{tag}>' if level else _printable(run)


def _printable(text: str) -> str:
    return escape("".join(letter if letter.isprintable() or letter in "\n\t" else "·" for letter in text))
