"""The live figure of the chapter `generative`: a network writes, letter by letter, and one of its units is watched.

The network is that of the checkpoint `generative_live`, at three ages. The weights of an age are loaded when a reader
asks for it: they lie in a file of their own, as bytes with a scale for each row. `generative.mjs` computes with them.
"""

import base64
import math
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import torch
import traitlets
from jaxtyping import Float
from torch import nn

from course_lib import checkpoints
from course_lib.data.documents import END
from course_lib.generative import CharLM, NumpyCharLM
from course_lib.language import _
from course_lib.live import FOLDER, Figure, wanted_between

__all__ = [
    "AGES",
    "GenerativeFigure",
    "Generated",
    "numbers",
    "files",
    "reader",
    "packed",
    "unpacked",
    "weights",
    "generate",
    "words",
    "still",
]

AGES = ("before", "once", "end")
TEMPERATURES = [0.1, 1.5, 0.1]  # lowest, highest, step
PROMPT, TEMPERATURE, LENGTH = "my fellow americans, ", 0.5, 420  # of the text that is there before anything moves
LEVELS = 3  # of colour, for either sign of c
PACE = 3  # letters a frame: faster than one reads, slow enough to be seen
FOLLOWS = 0.5  # a correlation that one can see
FEATURES = {"place in the word": "word", "place in the sentence": "sentence", "quotation": "quotation"}
PILCROW = "¶"  # how the end of a document is shown


class Generated(NamedTuple):
    """A text, and the memory of all units after each of its letters."""

    text: str
    c: Float[np.ndarray, "time hidden"]


# ------------------------------------------------------------------------------------------------------------- numbers
def numbers() -> dict[str, Any]:
    """How the figure begins, and the text that it shows before anything is started. Units are counted from 0."""
    card = checkpoints.card("generative_live")
    units = [one for one in card["results"]["units"] if abs(one["correlation"]) >= FOLLOWS]
    found = {FEATURES[one["feature"]]: [one["unit"], round(one["correlation"], 2)] for one in units}
    unit = next(iter(found.values()))[0]  # the best one comes first
    state = {
        "prompt": PROMPT,
        "temperature": TEMPERATURE,
        "age": "end",
        "unit": unit,
        "seed": 1,
        "pace": PACE,
        "text": "",  # what was written, once the writing stopped
        "alphabet": "".join(card["results"]["symbols"]),
        "units": card["recipe"]["hidden_size"],
        "temperature_range": TEMPERATURES,
        "files": {age: f"generative-{age}.js" for age in AGES},
        "found": found,
    }
    generated = generate(unpacked(packed(reader("end")), state), state, LENGTH, seed=0)
    levels = np.rint(LEVELS * np.tanh(generated.c[:, unit])).astype(int).tolist()
    still = {"age": "end", "unit": unit, "given": len(PROMPT), "text": generated.text, "levels": levels}
    return {**state, "still": still}


def files() -> dict[str, str]:
    """The files of the weights: scripts, since a page that was opened from a folder may load nothing else."""
    return {f"generative-{age}.js": f'document.currentScript.weights = "{packed(reader(age))}";\n' for age in AGES}


def reader(age: str) -> CharLM:
    """The network of the checkpoint at an age."""
    card, kept = checkpoints.card("generative_live"), checkpoints.weights("generative_live")
    model = CharLM(1 + len(card["results"]["symbols"]), card["recipe"]["hidden_size"])
    model.load_state_dict({name: kept[f"{age}.{name}"] for name in model.state_dict()})
    return model.eval()


def packed(model: CharLM) -> str:
    """The weights in base64: scales and biases in float32, then the rows of U transposed, W and V as signed bytes.

    The symbol of unknown letters, the first one, is left out: it is neither read nor written.
    """
    U, W, b, V, d = (parameter.detach().numpy().astype(np.float32) for parameter in _parameters(model))
    scales, rows = zip(*map(quantised, (U.T[1:], W, V[1:])), strict=True)
    parts = [*(part.astype("<f4") for part in (*scales, b, d[1:])), *rows]
    return base64.b64encode(b"".join(part.tobytes() for part in parts)).decode()


def quantised(
    rows: Float[np.ndarray, "rows columns"],
) -> tuple[Float[np.ndarray, " rows"], "np.ndarray[Any, np.dtype[np.int8]]"]:
    """A scale for each row, and whole numbers from -127 to 127: a row is about its scale times its whole numbers."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
    return scales, np.rint(rows / scales[:, None]).astype(np.int8)


def unpacked(text: str, state: dict[str, Any]) -> CharLM:
    """The network of packed weights, in float64: that which the module computes with."""
    vocab_size, units, whole = len(state["alphabet"]), state["units"], base64.b64decode(text)
    sizes = (vocab_size, 4 * units, vocab_size, 4 * units, vocab_size)
    floats = np.frombuffer(whole, "<f4", sum(sizes))
    *scales, b, d = np.split(floats, np.cumsum(sizes)[:-1])
    bytes_ = np.frombuffer(whole, np.int8, offset=floats.nbytes)
    shapes = ((vocab_size, 4 * units), (4 * units, units), (vocab_size, units))
    parts = np.split(bytes_, np.cumsum([math.prod(shape) for shape in shapes])[:-1])
    U, W, V = (part.reshape(shape) * scale[:, None] for part, shape, scale in zip(parts, shapes, scales, strict=True))
    model = CharLM(vocab_size, units).double()
    with torch.no_grad():
        for parameter, values in zip(_parameters(model), (U.T, W, b, V, d), strict=True):
            parameter.copy_(torch.from_numpy(values.astype(np.float64)))
    return model.eval()


def _parameters(model: CharLM) -> tuple[nn.Parameter, ...]:
    (layer,) = model.lstm.layers
    return layer.U, layer.W, layer.b, model.readout.weight, model.readout.bias  # type: ignore[return-value]


@cache
def weights() -> dict[str, str]:
    """The packed weights of each age, from their files: in a notebook they come with the model."""
    return {age: (FOLDER / f"generative-{age}.js").read_text("utf-8").split('"')[1] for age in AGES}


# ------------------------------------------------------------------------------------------------------------- writing
def generate(model: CharLM, state: dict[str, Any], length: int, seed: int) -> Generated:
    """What the module writes, if it is started with these settings: the prompt first, `length` letters in all."""
    fast, alphabet = NumpyCharLM(model), state["alphabet"]
    numbers, text, memory = draws(seed), "", []
    logits = fast.step(alphabet.index(END))
    while len(text) < length:
        if len(text) < len(state["prompt"]):
            symbol = alphabet.index(state["prompt"][len(text)])
        else:
            p = np.exp((logits - logits.max()) / state["temperature"]).cumsum()
            symbol = int(np.searchsorted(p, next(numbers) * p[-1], side="right"))
        logits = fast.step(symbol)
        text += alphabet[symbol]
        memory.append(fast.states[0][1])
    return Generated(text, np.array(memory))


def draws(seed: int) -> Iterator[float]:
    """Random numbers from 0 to 1, the same in every browser (xorshift of 32 bits; Marsaglia, 2003)."""
    x = (seed + 1) * 2654435769 % 2**32  # seeds that are neighbours begin far apart
    while True:
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        yield x / 2**32


# ---------------------------------------------------------------------------------------------------- widget and words
class GenerativeFigure(Figure):
    """The live figure of the chapter `generative` in a notebook.

    Python can read and set `prompt`, `temperature`, `age` (before, once or end) and `unit`, counted from 0; and it can
    read `text`, what was written when the writing stopped.

    Raises:
        traitlets.TraitError: a value is none that can be chosen, or the prompt has a letter that was never learned.
    """

    slug = "generative"
    weights = traitlets.Dict().tag(sync=True)  # by age; a page loads them from files

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"weights": weights(), **values})

    @traitlets.validate("temperature", "unit")  # type: ignore[untyped-decorator]
    def _can_be_chosen(self, proposal: dict[str, Any]) -> int | float:
        name = proposal["trait"].name
        low, high = self.temperature_range[:2] if name == "temperature" else (0, self.units - 1)
        return wanted_between(name, proposal["value"], low, high)

    @traitlets.validate("age")  # type: ignore[untyped-decorator]
    def _is_an_age(self, proposal: dict[str, Any]) -> str:
        got: str = proposal["value"]
        if got not in AGES:
            sentence = _("age is {got}; wanted one of {ages}.")
            raise traitlets.TraitError(sentence.format(got=got, ages=", ".join(AGES)))
        return got

    @traitlets.validate("prompt")  # type: ignore[untyped-decorator]
    def _can_be_read(self, proposal: dict[str, Any]) -> str:
        got: str = proposal["value"]
        unknown = "".join(sorted(set(got.lower()) - set(self.alphabet)))
        if unknown:
            sentence = _("The prompt has the letters {unknown}, which the network never learned.")
            raise traitlets.TraitError(sentence.format(unknown=unknown))
        return got


def words() -> dict[str, str]:
    """All that the figure says, in the language of this process; the module has no words of its own."""
    return {
        "figure": _("A network writes, letter by letter"),
        "text": _("What the network writes"),
        "start": _("Start"),
        "stop": _("Stop"),
        "on": _("Go on"),
        "clear": _("Clear"),
        "prompt": _("Begin with"),
        "age": _("Age of the network"),
        "before": _("before training"),
        "once": _("after one reading"),
        "end": _("after training"),
        "temperature": _("Temperature"),
        "unit": _("Unit that colours"),
        "empty": _("Nothing is written yet."),
        "loading": _("The weights of this age are being loaded."),
        "lost": _("The weights of this age could not be loaded."),
        "unknown": _("The network never learned {letters}; of marks it knows {marks}."),
        "writing": _("The network writes."),
        "written": _("{count} letters, written {age}."),
        "plus": _("underlined"),
        "minus": _("dotted"),
        "legend": _("c of unit {unit} is above zero where letters are {plus}, below where they are {minus}."),
        "now": _("After the last letter it is {c}."),
        "word": _("It goes along with the place in the word (correlation {correlation})."),
        "sentence": _("It goes along with the place in the sentence (correlation {correlation})."),
        "quotation": _("It goes along with quotations that are open (correlation {correlation})."),
    }


def still(state: dict[str, Any], alt: str) -> str:
    """A text that was written beforehand, with the colours of a unit, where no module runs."""
    shown = state["still"]
    marks = [(level, place < shown["given"]) for place, level in enumerate(shown["levels"])]
    pieces, place = [], 0
    for (level, given), run in groupby(marks):
        end = place + len(list(run))
        text = escape(shown["text"][place:end].replace(END, PILCROW), quote=False)
        pieces.append(f'<span data-level="{level}"{" data-given" if given else ""}>{text}</span>')
        place = end
    return f'<p class="live-text" role="group" aria-label="{escape(alt)}" lang="en">{"".join(pieces)}</p>'
