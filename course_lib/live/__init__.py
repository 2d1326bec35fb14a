"""Live figures: one small ES module each, the numbers that it shows, and the widget that runs it in a notebook.

The same file `<name>.mjs` draws on a page of the book (by the directive of `book/_ext/live.py`) and in a notebook::

    from course_lib.live import LSTMFigure
    LSTMFigure(sentence="Nous sommes malades")

A module exports `render({model, el})` and asks of its model only `get`, `set`, `on` and `save_changes`. Its state is
`<name>.json`, written by `python -m course_lib.live.export`, with the words of `<name>.py` in the reader's language.
"""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from course_lib.language import _

__all__ = ["FOLDER", "state", "LSTMFigure"]

FOLDER = Path(__file__).parent  # of the modules, their style sheet and their numbers


def state(name: str) -> dict[str, Any]:
    """All that the module of a figure asks of its model: the exported numbers, and the words.

    >>> state("lstm")["sentence"]
    'Je suis malade'

    Raises:
        ValueError: there is no figure of this name.
    """
    file = FOLDER / f"{name}.json"
    if not file.exists():
        names = ", ".join(sorted(other.stem for other in FOLDER.glob("*.json")))
        raise ValueError(_("There is no live figure {name}; there are: {names}.").format(name=name, names=names))
    numbers: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return {**numbers, "words": import_module(f"{__name__}.{name}").words()}


class LSTMFigure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of the chapter `lstm` in a notebook. Python can read and set `step`, `unit` and `turns`.

    Raises:
        ValueError: the sentence is empty or has a letter that the cell never learned.
    """

    _esm = (FOLDER / "lstm.mjs").read_text(encoding="utf-8")
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")
    sentence = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)  # both counted from 0
    unit = traitlets.Int(0).tag(sync=True)
    turns = traitlets.List(traitlets.Dict()).tag(sync=True)  # see course_lib.live.lstm.Turn
    words = traitlets.Dict().tag(sync=True)
    alphabet = traitlets.Unicode().tag(sync=True)
    scale = traitlets.Int().tag(sync=True)
    U = traitlets.List().tag(sync=True)
    W = traitlets.List().tag(sync=True)
    b = traitlets.List().tag(sync=True)
    readout = traitlets.List().tag(sync=True)
    readout_bias = traitlets.List().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        values = {**state("lstm"), **values}
        unknown = sorted(set(values["sentence"]) - set(values["alphabet"]))
        if unknown or not values["sentence"]:
            sentence = _("The sentence has the letters {unknown}, which the cell never learned; it knows {alphabet}.")
            raise ValueError(sentence.format(unknown=unknown, alphabet=values["alphabet"]))
        super().__init__(**values)
