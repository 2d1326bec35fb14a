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

__all__ = [
    "FOLDER",
    "state",
    "RecurrentFigure",
    "LSTMFigure",
    "StackedFigure",
    "GenerativeFigure",
    "Seq2SeqFigure",
    "AttentionFigure",
]

FOLDER = Path(__file__).parent  # of the modules, their style sheet and their numbers
MOST_LETTERS = 20  # in the figure of `stacked`, whose cells need room on a telephone


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


def _between(name: str, got: float, low: float, high: float) -> float:
    """The number, if it is one that the reader could choose.

    Raises:
        traitlets.TraitError: it is none; of this error traitlets know that they have to keep the old value.
    """
    if not low <= got <= high:
        sentence = _("{name} is {got}; wanted a number from {low} to {high}.")
        raise traitlets.TraitError(sentence.format(name=name, got=got, low=low, high=high))
    return got


class RecurrentFigure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of the chapter `recurrent` in a notebook. Python can read and set `radius` and `forget_bias`.

    Raises:
        traitlets.TraitError: one of the two is out of its range.
    """

    _esm = (FOLDER / "recurrent.mjs").read_text(encoding="utf-8")
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")
    radius = traitlets.Float().tag(sync=True)
    forget_bias = traitlets.Float().tag(sync=True)
    radius_range = traitlets.List().tag(sync=True)  # lowest, highest, step
    forget_bias_range = traitlets.List().tag(sync=True)
    axis = traitlets.List().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    scale = traitlets.Int().tag(sync=True)
    x = traitlets.List().tag(sync=True)
    d_h = traitlets.List().tag(sync=True)
    U = traitlets.List().tag(sync=True)
    W = traitlets.List().tag(sync=True)
    U_lstm = traitlets.List().tag(sync=True)
    W_lstm = traitlets.List().tag(sync=True)
    b_lstm = traitlets.List().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{**state("recurrent"), **values})

    @traitlets.validate("radius", "forget_bias")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> float:
        name = proposal["trait"].name
        low, high, _step = getattr(self, f"{name}_range")
        return _between(name, proposal["value"], low, high)


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


class StackedFigure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of the chapter `stacked` in a notebook.

    Python can read and set `num_layers` and `bidirectional`, and the chosen cell: `layer` is counted from 1, `step`
    from 0. Where there are fewer layers or letters, the last one is chosen.

    Raises:
        ValueError: the sentence is too short or too long to be drawn.
        traitlets.TraitError: a number is out of its range.
    """

    _esm = (FOLDER / "stacked.mjs").read_text(encoding="utf-8")
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")
    sentence = traitlets.Unicode().tag(sync=True)
    num_layers = traitlets.Int().tag(sync=True)
    bidirectional = traitlets.Bool().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)
    step = traitlets.Int().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        values = {**state("stacked"), **values}
        letters = len(values["sentence"])
        if not 2 <= letters <= MOST_LETTERS:
            sentence = _("The sentence has {got} letters; wanted from 2 to {most}, so that each gets a column.")
            raise ValueError(sentence.format(got=letters, most=MOST_LETTERS))
        super().__init__(**values)

    @traitlets.validate("num_layers", "layer", "step")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> float:
        name = proposal["trait"].name
        low, high = (0, MOST_LETTERS - 1) if name == "step" else (1, 3)
        return _between(name, proposal["value"], low, high)


class GenerativeFigure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of the chapter `generative` in a notebook.

    Python can read and set `prompt`, `temperature`, `age` (before, once or end) and `unit`, counted from 0; and it can
    read `text`, what was written when the writing stopped.

    Raises:
        traitlets.TraitError: a value is none that can be chosen, or the prompt has a letter that was never learned.
    """

    _esm = (FOLDER / "generative.mjs").read_text(encoding="utf-8")
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")
    prompt = traitlets.Unicode().tag(sync=True)
    temperature = traitlets.Float().tag(sync=True)
    age = traitlets.Unicode().tag(sync=True)
    unit = traitlets.Int().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)
    pace = traitlets.Int().tag(sync=True)  # letters a frame
    text = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    alphabet = traitlets.Unicode().tag(sync=True)
    units = traitlets.Int().tag(sync=True)
    temperature_range = traitlets.List().tag(sync=True)  # lowest, highest, step
    files = traitlets.Dict().tag(sync=True)  # of the weights: for pages alone
    weights = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    still = traitlets.Dict().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        fixed = state("generative")
        self._knows = frozenset(fixed["alphabet"])
        self._ranges = {"temperature": fixed["temperature_range"][:2], "unit": [0, fixed["units"] - 1]}
        self._ages = list(fixed["files"])
        weights = import_module(f"{__name__}.generative").weights()
        super().__init__(**{**fixed, "weights": weights, **values})

    @traitlets.validate("temperature", "unit")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> float:
        name = proposal["trait"].name
        return _between(name, proposal["value"], *self._ranges[name])

    @traitlets.validate("age")  # type: ignore[untyped-decorator]
    def _is_an_age(self, proposal: dict[str, Any]) -> str:
        got: str = proposal["value"]
        if got not in self._ages:
            sentence = _("age is {got}; wanted one of {ages}.")
            raise traitlets.TraitError(sentence.format(got=got, ages=", ".join(self._ages)))
        return got

    @traitlets.validate("prompt")  # type: ignore[untyped-decorator]
    def _can_be_read(self, proposal: dict[str, Any]) -> str:
        got: str = proposal["value"]
        unknown = "".join(sorted(set(got.lower()) - self._knows))
        if unknown:
            sentence = _("The prompt has the letters {unknown}, which the network never learned.")
            raise traitlets.TraitError(sentence.format(unknown=unknown))
        return got


class Seq2SeqFigure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of the chapter `seq2seq` in a notebook. Python can read and set `length`.

    Raises:
        traitlets.TraitError: there is no sentence of this length.
    """

    _esm = (FOLDER / "seq2seq.mjs").read_text(encoding="utf-8")
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")
    length = traitlets.Int().tag(sync=True)
    examples = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        fixed = state("seq2seq")
        self._lengths = [int(length) for length in fixed["examples"]]
        super().__init__(**{**fixed, **values})

    @traitlets.validate("length")  # type: ignore[untyped-decorator]
    def _is_there(self, proposal: dict[str, Any]) -> int:
        got: int = proposal["value"]
        if got not in self._lengths:
            sentence = _("There is no sentence of {got} words; there are some of: {lengths}.")
            raise traitlets.TraitError(sentence.format(got=got, lengths=", ".join(map(str, self._lengths))))
        return got


class AttentionFigure(anywidget.AnyWidget):  # type: ignore[misc]
    """The live figure of the chapter `attention` in a notebook.

    Python can read and set `step`, counted from 0, and `scores`, a row of four for each step, in tenths.

    Raises:
        traitlets.TraitError: a number is out of its range, or scores have another shape.
    """

    _esm = (FOLDER / "attention.mjs").read_text(encoding="utf-8")
    _css = (FOLDER / "live.css").read_text(encoding="utf-8")
    step = traitlets.Int().tag(sync=True)
    scores = traitlets.List().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    target = traitlets.Unicode().tag(sync=True)
    score_range = traitlets.List().tag(sync=True)  # lowest, highest
    scale = traitlets.Int().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, **values: Any) -> None:
        fixed = state("attention")
        self._range = fixed["score_range"]
        self._shape = len(fixed["target"].split()), len(fixed["source"].split())
        super().__init__(**{**fixed, **values})

    @traitlets.validate("step")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> float:
        return _between("step", proposal["value"], 0, self._shape[0] - 1)

    @traitlets.validate("scores")  # type: ignore[untyped-decorator]
    def _are_scores(self, proposal: dict[str, Any]) -> list[list[float]]:
        got: list[list[float]] = proposal["value"]
        steps, places = self._shape
        if len(got) != steps or any(len(row) != places for row in got):
            sentence = _("scores have {got} numbers; wanted {steps} rows of {places}.")
            raise traitlets.TraitError(sentence.format(got=[len(row) for row in got], steps=steps, places=places))
        for row in got:
            for score in row:
                _between("scores", score, *self._range)
        return got
