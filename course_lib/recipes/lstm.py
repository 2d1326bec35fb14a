"""The experiments of the chapter `lstm`: gradients along h and c, the adding problem, gates over a real sentence."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib import checkpoints
from course_lib.data import speeches
from course_lib.data.vocabulary import Vocabulary
from course_lib.lstm import FastLSTM, GRUCell, State, lstm_step
from course_lib.recipes.context import RunContext
from course_lib.recipes.recurrent import (
    NETWORKS,
    LastState,
    adding_records,
    adding_runs,
    gradient_case,
    gradient_records,
    middle,
)
from course_lib.recipes.runs import Place, trained
from course_lib.recurrent import rnn_unroll
from course_lib.training import Settings, generator_for, linear

BIASES = (0, 1, 3)


@dataclass(frozen=True)
class Recipe:
    """How the experiments of this chapter are run."""

    times: tuple[int, ...] = (50,)
    """Lengths of the adding problem."""
    seeds: tuple[int, ...] = (0,)
    steps: int = 2000
    """Steps of training at most: a run that has solved its problem ends."""
    hidden_size: int = 64
    batch: int = 32
    lr: float = 5e-3
    gradient_time: int = 200
    """Time steps over which gradients are followed back."""
    reader_steps: int = 1500
    """Steps of the network whose gates are shown, which reads speeches letter by letter."""
    reader_size: int = 64


FULL = Recipe(times=(50, 100, 200), seeds=(0, 1, 2), steps=5000, reader_steps=6000)


def run(recipe: Recipe, context: RunContext) -> list[str]:
    """Follow the gradients, train all networks to add and one to read; write the card and the reader's weights."""
    curves = gradient_curves(recipe.hidden_size, recipe.gradient_time)
    names = ("GRU", "LSTM, bias 0", "LSTM, bias 1", "attention")
    runs = adding_runs(names, recipe, context, gated_network)
    [reader] = context.run_all(read, [(recipe,)])
    card = context.card(
        recipe,
        about="Gradients that travel back through LSTMs before training; gated networks on the adding problem; "
        "an LSTM that reads speeches letter by letter, whose weights lie beside this card.",
        data={"adding": "drawn from the seed of each run", "speeches": speeches.digest()},
        results={"gradients": curves, "adding": runs, "reader": reader},
        records=[
            *gradient_records("lstm", curves, context),
            *adding_records("lstm", runs, context),
            context.record("lstm/reader/bits", reader["bits"], "bits a character on speeches held out", None, 0),
        ],
    )
    return [context.save("lstm", card, context.place.weights("reader"))]


# ------------------------------------------------------------------------------------------------------- gradients
def gradient_curves(hidden_size: int, time: int) -> dict[str, list[float]]:
    """For each forget bias the norms of ∂L/∂h_t and of ∂L/∂c_t, from the first state to the last: means over 16 rows.

    The loss sees the last h, with a gradient of norm 1. Inputs are those of the plain networks of `recurrent`; U and W
    are drawn alike, so that biases are all that differs.
    """
    return middle([curves_of_network(number, hidden_size, time) for number in range(NETWORKS)])


def curves_of_network(number: int, hidden_size: int, time: int) -> dict[str, Float[Tensor, " time"]]:
    x, h, d_h = gradient_case(number, hidden_size, time)
    U, W = (
        (2 * torch.rand(4 * hidden_size, size, generator=generator_for(number, 4 + place)) - 1).double()
        / hidden_size**0.5
        for place, size in enumerate((x.shape[2], hidden_size), start=1)
    )
    curves: dict[str, Tensor] = {}
    for bias in BIASES:
        b = torch.zeros(4 * hidden_size).double()
        b[hidden_size : 2 * hidden_size] = bias  # blocks of rows: i, f, g, o
        norms = state_gradient_norms(partial(lstm_step, U=U, W=W, b=b), x, (h, h), d_h)
        curves |= {f"{part}, bias {bias}": norm.mean(0) for part, norm in zip("hc", norms, strict=True)}
    return curves


def state_gradient_norms(
    step: Callable[[Tensor, State], State],
    x: Float[Tensor, "batch time input"],
    state: State,
    d_h: Float[Tensor, "batch hidden"],
) -> tuple[Float[Tensor, "batch time"], Float[Tensor, "batch time"]]:
    """The norms of ∂L/∂h_t and of ∂L/∂c_t for every t: `gradient_norms` of `recurrent`, for a state of two parts."""
    every_h, every_c = [], []
    h, c = (part.detach().requires_grad_() for part in state)
    for x_t in x.unbind(1):
        h, c = step(x_t, (h, c))
        every_h.append(h)
        every_c.append(c)
    # the last c is seen by nobody but the last h, and that one is its loss's own
    gradients = torch.autograd.grad(h, [*every_h, *every_c], d_h)
    norms = torch.stack([gradient.norm(dim=1) for gradient in gradients], dim=1)
    return norms[:, : x.shape[1]], norms[:, x.shape[1] :]


# ----------------------------------------------------------------------------------------------- the adding problem
class GRU(nn.Module):
    """The GRU of this chapter over whole sequences, gate by gate."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.cell = GRUCell(input_size, hidden_size)

    def forward(self, x: Float[Tensor, "batch time input"]) -> tuple[Tensor, Tensor]:
        return rnn_unroll(self.cell, x, None, x.new_zeros(len(x), self.cell.hidden_size))


class AttentionPooling(nn.Module):
    """A look ahead at the chapter on attention: every input gets a score by itself, and the best ones are summed.

    It has no state and no order of time: the path from the answer to any input is one step long.
    """

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.value = nn.Linear(input_size, hidden_size)
        self.score = nn.Sequential(nn.Linear(input_size, hidden_size), nn.Tanh(), nn.Linear(hidden_size, 1))

    def forward(self, x: Float[Tensor, "batch time input"]) -> Float[Tensor, "batch hidden"]:
        weights = torch.softmax(self.score(x), dim=1)
        summed: Tensor = (weights * self.value(x)).sum(dim=1)
        return summed


def gated_network(name: str, hidden_size: int) -> nn.Module:
    """What stands behind a name such as “LSTM, bias 1”."""
    match name:
        case "GRU":
            return LastState(GRU(2, hidden_size))
        case "attention":
            return AttentionPooling(2, hidden_size)
    return LastState(FastLSTM(2, hidden_size, forget_bias=float(name.removeprefix("LSTM, bias "))))


# --------------------------------------------------------------------------------------- an LSTM that reads letters
class Reader(nn.Module):
    """An LSTM that reads a text letter by letter and foretells the next one; here only its gates are of interest."""

    def __init__(self, letters: int, hidden_size: int) -> None:
        super().__init__()
        self.lstm, self.readout = FastLSTM(letters, hidden_size), nn.Linear(hidden_size, letters)

    def loss(self, text: Int[Tensor, "batch time"], state: State | None) -> tuple[Float[Tensor, ""], State]:
        """Nats a letter, and the state to go on from."""
        x = nn.functional.one_hot(text[:, :-1], self.lstm.input_size).to(self.lstm.U.dtype)
        h, state = self.lstm(x, None, state)
        return nn.functional.cross_entropy(self.readout(h).flatten(0, 1), text[:, 1:].flatten()), state


def letters() -> Vocabulary:
    """The letters of the speeches in lower case, those that are seen at least ten times."""
    return Vocabulary.from_tokens("".join(_texts("train")), min_count=10)


def _texts(part: str) -> list[str]:
    return [speech.text.lower() + " " for speech in speeches.split(part)]


def read(recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train the reader on rows of text that go on from batch to batch; its weights are left in the work folder."""
    batch, time = 16, 64
    vocabulary = letters()
    train = vocabulary.encode("".join(_texts("train")))
    rows = train[: len(train) // batch * batch].view(batch, -1)
    held_out = vocabulary.encode("".join(_texts("validation")))[: 8 * 12_000].view(8, -1)
    turns = (rows.shape[1] - 1) // time

    def batches(step: int) -> Tensor:
        start = step % turns * time
        return rows[:, start : start + time + 1]

    settings = Settings(recipe.reader_steps, 4e-3, schedule=linear, stateful=True, evaluate_every=500)
    _model, done = trained(
        lambda: Reader(len(vocabulary), recipe.reader_size), batches, [held_out], settings, place, "reader"
    )
    bits = done.best / math.log(2)
    return {"bits": bits, "steps": done.step, "letters": "".join(vocabulary.symbols[1:]), "history": done.history}


def forget_gates(text: str, folder: Path = checkpoints.FOLDER) -> Float[Tensor, "time hidden"]:
    """The forget gates of the reader at each letter of a text in lower case, which it reads from a state of zeros."""
    vocabulary, weights = letters(), checkpoints.weights("lstm", folder)
    U, W, b = (weights[f"lstm.{name}"] for name in "UWb")
    h = c = U.new_zeros(1, W.shape[1])
    gates = []
    for x_t in nn.functional.one_hot(vocabulary.encode(text), len(vocabulary)).to(U.dtype):
        _i, f, _g, _o = torch.sigmoid(x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
        gates.append(f[0])
        h, c = lstm_step(x_t[None], (h, c), U, W, b)
    return torch.stack(gates)
