"""The live figure of the chapter `lstm`: which cell it shows, its words, and what it shows where nothing moves.

The cell is small and real: 8 units of `course_lib.lstm` that learned to foretell the next letter of 48 French
sentences. Its numbers lie in `lstm.json`, written by `python -m course_lib.live.export`; `lstm.mjs` computes with
them.
"""

import math
from collections.abc import Sequence
from html import escape
from itertools import product
from typing import Any, NamedTuple, TypedDict

import torch
import traitlets
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.language import _
from course_lib.live import Figure, state
from course_lib.lstm import FastLSTM, LSTMCell, State, lstm_step

__all__ = ["LSTMFigure", "Turn", "Trace", "sentences", "numbers", "cell_of", "trace", "forget_gates", "words", "still"]

SENTENCE = "Je suis malade"  # the lecture's
HIDDEN_SIZE = 8
SCALE = 100  # weights are exported as whole hundredths
# with this seed one unit, the third, learned to keep singular apart from plural: the page shows it, a test checks it
SEED, STEPS, LEARNING_RATE = 2, 400, 0.03
OPEN_BOX = "␣"  # how a space is shown
GATES = "ifgo"  # the blocks of rows of U, W and b


class Turn(TypedDict):
    """A gate that somebody sets: i, f or o of a unit (None: of all units), from a step on (counted from 0).

    The value is 0 (shut), 1 (open) or None (released). The last turn that reaches a step counts there.
    """

    step: int
    gate: str
    unit: int | None
    value: int | None


class Trace(NamedTuple):
    """What the figure shows: states and expectations, each after having read the letter of a time step."""

    h: Float[Tensor, "time hidden"]
    c: Float[Tensor, "time hidden"]
    next_letter: Float[Tensor, "time vocab"]  # probabilities, in the order of the alphabet


def sentences() -> list[str]:
    """The 48 sentences that the cell learned: a subject with its form of « être », and an adjective that agrees."""
    subjects = [("Je suis", ""), ("Tu es", ""), ("Il est", ""), ("Elle est", "e")]
    subjects += [("Nous sommes", "s"), ("Vous êtes", "s"), ("Ils sont", "s"), ("Elles sont", "es")]
    adjectives = ["malade", "content", "petit", "grand", "fort", "fatigué"]
    return [
        f"{subject} {adjective}{ending.removeprefix('e') if adjective.endswith('e') else ending}."
        for (subject, ending), adjective in product(subjects, adjectives)
    ]


def numbers(seed: int = SEED, steps: int = STEPS) -> dict[str, Any]:
    """Train the cell of the figure, in seconds, and give its weights as whole numbers of hundredths.

    In float64, so that two machines get the same hundredths.
    """
    texts = sentences()
    alphabet = "".join(sorted(set("".join(texts))))
    lengths = torch.tensor([len(text) - 1 for text in texts])
    tokens = nn.utils.rnn.pad_sequence(
        [torch.tensor([alphabet.index(letter) for letter in text]) for text in texts], batch_first=True
    )
    x = nn.functional.one_hot(tokens[:, :-1], len(alphabet)).double()
    real = torch.arange(x.shape[1]) < lengths[:, None]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        lstm, readout = FastLSTM(len(alphabet), HIDDEN_SIZE).double(), nn.Linear(HIDDEN_SIZE, len(alphabet)).double()
    optimizer = torch.optim.Adam([*lstm.parameters(), *readout.parameters()], lr=LEARNING_RATE)
    for _step in range(steps):
        h, _state = lstm(x)  # what stands behind a sentence changes nothing before it
        loss = nn.functional.cross_entropy(readout(h[real]), tokens[:, 1:][real])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    parameters = {"U": lstm.U, "W": lstm.W, "b": lstm.b, "readout": readout.weight, "readout_bias": readout.bias}
    hundredths = {name: (SCALE * values).round().int().tolist() for name, values in parameters.items()}
    chosen = {"sentence": SENTENCE, "step": 0, "unit": 0, "turns": []}  # steps and units are counted from 0
    return {**chosen, "alphabet": alphabet, "scale": SCALE, **hundredths}


def cell_of(state: dict[str, Any]) -> LSTMCell:
    """The cell of the figure as a module of the course, in float64."""
    cell = LSTMCell(len(state["alphabet"]), len(state["b"]) // 4).double()
    with torch.no_grad():
        for name, parameter in cell.named_parameters():
            parameter.copy_(_tensor(state, name))
    return cell


def trace(state: dict[str, Any], turns: Sequence[Turn] = ()) -> Trace:
    """What the module must compute, by `lstm_step`: a gate that is set sees nothing but a large bias.

    >>> from course_lib.live import state
    >>> keep = [Turn(step=3, gate="f", unit=None, value=1), Turn(step=3, gate="i", unit=None, value=0)]
    >>> c = trace(state("lstm"), keep).c
    >>> bool((c[3:] == c[2]).all())  # from step 3 on the memory cell keeps what it held
    True
    """
    cell = cell_of(state)
    hidden = cell.W.shape[1]
    now: State = (cell.W.new_zeros(1, hidden), cell.W.new_zeros(1, hidden))
    states = []
    for t, x_t in enumerate(_one_hot(state)):
        rows: dict[int, int | None] = {}  # of the gates that are set
        for turn in turns:
            if turn["step"] <= t:
                first = GATES.index(turn["gate"]) * hidden
                units = range(hidden) if turn["unit"] is None else [turn["unit"]]
                rows |= {first + unit: turn["value"] for unit in units}
        U, W, b = (parameter.detach().clone() for parameter in (cell.U, cell.W, cell.b))
        for row, value in rows.items():
            if value is not None:
                U[row], W[row], b[row] = 0, 0, (1000 if value else -1000)
        now = lstm_step(x_t[None], now, U, W, b)
        states.append(now)
    h, c = (torch.cat(parts) for parts in zip(*states, strict=True))
    logits = h @ _tensor(state, "readout").T + _tensor(state, "readout_bias")
    return Trace(h, c, torch.softmax(logits, dim=-1))


def forget_gates(state: dict[str, Any]) -> Float[Tensor, "time hidden"]:
    """The forget gates of all units at each letter, none of them set."""
    (_U_i, U_f, _U_g, _U_o), (_W_i, W_f, _W_g, _W_o), (_b_i, b_f, _b_g, _b_o) = (
        _tensor(state, name).chunk(4) for name in "UWb"
    )
    h_before = torch.cat([torch.zeros(1, len(b_f), dtype=torch.float64), trace(state).h[:-1]])
    return torch.sigmoid(_one_hot(state) @ U_f.T + h_before @ W_f.T + b_f)


def _tensor(state: dict[str, Any], name: str) -> Tensor:
    values: Tensor = torch.tensor(state[name], dtype=torch.float64) / state["scale"]
    return values


def _one_hot(state: dict[str, Any]) -> Float[Tensor, "time vocab"]:
    letters = [state["alphabet"].index(letter) for letter in state["sentence"]]
    return torch.eye(len(state["alphabet"]), dtype=torch.float64)[letters]


class LSTMFigure(Figure):
    """The live figure of the chapter `lstm` in a notebook. Python can read and set `step`, `unit` and `turns`.

    Raises:
        ValueError: the sentence is empty or has a letter that the cell never learned.
    """

    slug = "lstm"
    turns = traitlets.List(traitlets.Dict()).tag(sync=True)  # each a Turn

    def __init__(self, **values: Any) -> None:
        begins = {**state(self.slug), **values}
        unknown = sorted(set(begins["sentence"]) - set(begins["alphabet"]))
        if unknown or not begins["sentence"]:
            sentence = _("The sentence has the letters {unknown}, which the cell never learned; it knows {alphabet}.")
            raise ValueError(sentence.format(unknown=unknown, alphabet=begins["alphabet"]))
        super().__init__(**values)


def words() -> dict[str, str]:
    """All that the figure says, in the language of this process; the module has no words of its own."""
    return {
        "figure": _("An LSTM cell, letter by letter, with gates to open and shut"),
        "memory": _(
            "The memory of {units} units over {letters} letters. Left and right arrow keys choose the letter, "
            "up and down the unit."
        ),
        "back": _("Previous letter"),
        "next": _("Next letter"),
        "up": _("Previous unit"),
        "down": _("Next unit"),
        "letter": _("letter {step} of {steps}"),
        "unit": _("unit {unit} of {units}"),
        "space": _("space"),
        "stop": _("full stop"),
        "i": _("input gate"),
        "f": _("forget gate"),
        "o": _("output gate"),
        "g": _("candidate"),
        "c": _("memory cell"),
        "h": _("hidden state"),
        "gate": _("{gate}, from this letter on"),
        "shut": _("shut: 0"),
        "free": _("free"),
        "open": _("open: 1"),
        "all": _("Set the gates of all units"),
        "release": _("Release all gates"),
        "sum": _("= i × g + f × c before = {i} × {g} + {f} × {before}"),
        "shown": _("= o × tanh(c) = {o} × tanh({c})"),
        "expects": _("After this letter the cell expects:"),
        "status": _(
            "Letter {step} of {steps}: {letter}. In unit {unit} the memory c goes from {before} to {c}. "
            "The cell expects {next} ({percent} %)."
        ),
    }


def still(state: dict[str, Any], alt: str) -> str:
    """The figure's memory as a drawing (SVG), where no module runs: on paper, from a file, without JavaScript."""
    c = trace(state).c
    column, row, left, top = 24, 26, 26, 24
    width, height = left + column * len(c), top + row * c.shape[1]
    columns, rows = (
        [left + column * (t + 0.5) for t in range(len(c))],
        [top + row * (j + 0.5) for j in range(c.shape[1])],
    )
    parts = [
        f'<svg class="live-still" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(alt)}">',
        '<g fill="currentColor" font-size="14" text-anchor="middle">',
    ]
    shown = state["sentence"].replace(" ", OPEN_BOX)
    parts += [f'<text x="{x:g}" y="16">{escape(letter)}</text>' for x, letter in zip(columns, shown, strict=True)]
    parts += [f'<text x="10" y="{y + 5:g}">{unit}</text>' for unit, y in enumerate(rows, start=1)]
    parts.append("</g>")
    for y, values in zip(rows, c.T.tolist(), strict=True):
        parts.append(f'<path d="M{left} {y:g}H{width}" stroke="currentColor" stroke-opacity=".3"/>')
        for x, value in zip(columns, values, strict=True):
            bar = row * 0.46 * abs(math.tanh(value / 2))  # squeezed, as in the live figure
            parts.append(
                f'<rect class="{"minus" if value < 0 else "plus"}" x="{x - 8:g}" '
                f'y="{y - (bar if value > 0 else 0):.1f}" width="16" height="{bar:.1f}"/>'
            )
    return "".join([*parts, "</svg>"])
