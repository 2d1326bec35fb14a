"""Live figures: one small ES module each, the numbers that it shows, its words, and the widget for a notebook.

What is drawn on a page of the book (by the directive of `book/_ext/live.py`) is drawn in a notebook too::

    from course_lib.live.lstm import LSTMFigure
    LSTMFigure(sentence="Nous sommes malades")

The figure of a chapter is three files. `<slug>.mjs` draws it; what all figures share, `figure.mjs`, stands in front of
it (`module`). `<slug>.py` has its `numbers`, its `words`, how it stands `still` where nothing moves, and its widget, a
`Figure`. `<slug>.json` holds the numbers; `python -m course_lib.live.export` writes it.
"""

import json
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from course_lib.chapters import written
from course_lib.language import _

__all__ = ["FOLDER", "Figure", "figures", "module", "state", "wanted_between"]

FOLDER = Path(__file__).parent  # of the modules, their style sheet and their numbers
TRAITS = {
    bool: traitlets.Bool,
    int: traitlets.Int,
    float: traitlets.Float,
    str: traitlets.Unicode,
    list: traitlets.List,
    dict: traitlets.Dict,
}
"""What holds a value of JSON; there is none for null, which is of every kind."""


def figures() -> list[str]:
    """The chapters that have a live figure, in the order of the lecture."""
    return [slug for slug in written() if all((FOLDER / f"{slug}.{kind}").exists() for kind in ("mjs", "json"))]


def module(slug: str) -> str:
    """The ES module of a figure, whole: what all figures share, and behind it what is its own."""
    return "\n".join((FOLDER / f"{name}.mjs").read_text(encoding="utf-8") for name in ("figure", slug))


def state(slug: str) -> dict[str, Any]:
    """All that the module of a figure asks of its model: the exported numbers, and the words.

    >>> state("lstm")["sentence"]
    'Je suis malade'

    Raises:
        ValueError: there is no figure of this name.
    """
    if slug not in figures():
        sentence = _("There is no live figure {name}; there are: {names}.")
        raise ValueError(sentence.format(name=slug, names=", ".join(figures())))
    numbers: dict[str, Any] = json.loads((FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    return {**numbers, "words": import_module(f"{__name__}.{slug}").words()}


def wanted_between(name: str, got: int | float, low: int | float, high: int | float) -> int | float:
    """The number, if it is one that the reader could choose.

    Raises:
        traitlets.TraitError: it is none; of this error traitlets know that they have to keep the old value.
    """
    if not low <= got <= high:
        sentence = _("{name} is {got}; wanted a number from {low} to {high}.")
        raise traitlets.TraitError(sentence.format(name=name, got=got, low=low, high=high))
    return got


class Figure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of a chapter in a notebook; Python can read and set whatever is in its state.

    Its traits are the keys of its state. The class of a chapter says its slug, and what it can't be set to.
    """

    slug: ClassVar[str]
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")

    def __init__(self, **values: Any) -> None:
        begins = {"_esm": module(self.slug), **state(self.slug)}
        traits = {name: TRAITS[type(value)](value).tag(sync=True) for name, value in begins.items()}
        self.add_traits(**{name: trait for name, trait in traits.items() if not self.has_trait(name)})
        super().__init__(**values)
