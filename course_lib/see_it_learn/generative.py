"""A character model of a minute: what it writes before and after training, and how well it predicts."""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.func import functional_call

from course_lib.data.speeches import split
from course_lib.figures.style import TEXT
from course_lib.language import _
from course_lib.lstm import State
from course_lib.progress import bar
from course_lib.see_it_learn.playing import Curves, playable
from course_lib.training import generator_for

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INPUT_SIZE, TIME, MAX_NORM = 32, 32, 1.0
PROMPT, WRITTEN, TEMPERATURE = 40, 160, 0.6
JUDGED = 2000
"""Characters of the training text, and of a held-out one, on which the model is judged."""
Batch = tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]]
"""Characters, and those that follow them."""


@dataclass(frozen=True, repr=False)
class Writing(Curves):
    """How well a model predicts after each epoch, and what it writes."""

    texts: Sequence[tuple[str, str]]
    """When, and what was written then."""

    size = (7, 4.8)

    def draw_on(self, figure: "Figure") -> None:
        """Both curves, and below them the texts."""
        ax, below = figure.subplots(2, height_ratios=(3, 2))
        self.draw(ax)
        ax.set_xlabel(_("epochs of training"))
        written = "\n\n".join(f"{when}\n{textwrap.fill(text, 80)}" for when, text in self.texts)
        below.text(0, 1, written, family="monospace", fontsize=8, color=TEXT, va="top", parse_math=False)
        below.set_axis_off()


class _Cell:
    """An LSTM whose U, W and b are the columns of one matrix, so that a training step can hand over new ones."""

    def __init__(self, hidden_size: int) -> None:
        sizes = 4 * hidden_size, INPUT_SIZE + hidden_size + 1
        self.hidden_size = hidden_size
        self.weights = torch.randn(sizes) / (INPUT_SIZE + hidden_size) ** 0.5
        self.weights[:, -1] = 0
        self.weights[hidden_size : 2 * hidden_size, -1] = 1  # the forget gate begins open

    def __call__(self, x_t: Float[Tensor, "batch input"], state: State) -> State:
        h, c = state
        U_and_W, b = self.weights.split([INPUT_SIZE + self.hidden_size, 1], dim=1)
        gates = torch.cat((x_t, h), dim=1) @ U_and_W.T + b[:, 0]  # all at once: `lstm_step` is slower
        i, f, g, o = gates.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class Model:
    """A student's CharLM around an LSTM, with all that it learns in three tensors: E, V beside d, and the cell's."""

    def __init__(self, CharLM: type[nn.Module], vocab_size: int, hidden_size: int) -> None:
        self.cell = _Cell(hidden_size)
        self.module = CharLM(vocab_size, INPUT_SIZE, hidden_size, self.cell)
        V = torch.randn(vocab_size, hidden_size) / hidden_size**0.5
        V_and_d = torch.cat((V, torch.zeros(vocab_size, 1)), dim=1)
        self.parameters: Sequence[Tensor] = [0.3 * torch.randn(vocab_size, INPUT_SIZE), V_and_d, self.cell.weights]

    def run(
        self, parameters: Sequence[Tensor], text: Int[Tensor, "batch time"], state: State | None
    ) -> tuple[Float[Tensor, "batch time vocab"], State]:
        E, V_and_d, self.cell.weights = parameters
        named = {"E": E, "V": V_and_d[:, :-1], "d": V_and_d[:, -1]}
        return functional_call(self.module, named, (text, state))  # type: ignore[no-any-return]

    def loss_of(self, parameters: Sequence[Tensor], batch: Batch, state: State) -> tuple[Float[Tensor, ""], State]:
        x, y = batch
        logits, state = self.run(parameters, x, state)
        return nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten()), state

    def __call__(
        self, text: Int[Tensor, "batch time"], state: State | None = None
    ) -> tuple[Float[Tensor, "batch time vocab"], State]:
        with torch.no_grad():
            return self.run(self.parameters, text, state)


@playable
def see_it_learn(
    next_character_batches: Callable[..., Any],
    CharLM: type[nn.Module],
    training_step: Callable[..., Any],
    bits_per_character: Callable[..., Any],
    sample: Callable[..., Any],
    *,
    characters: int = 20_000,
    epochs: int = 12,
    rows: int = 8,
    hidden_size: int = 96,
    lr: float = 2.0,
    seed: int = 0,
) -> Writing:
    """Train a student's model on the beginning of the speeches, with the student's steps, and let it write."""
    text, held_out, symbols = texts(characters)
    torch.manual_seed(seed)
    batches = next_character_batches(text, rows, TIME)
    model = Model(CharLM, len(symbols), hidden_size)
    zeros = torch.zeros(rows, hidden_size)
    training_step(model.loss_of, list(model.parameters), batches[0], (zeros, zeros), lr, MAX_NORM)  # is it there?
    judged = {_("held-out text"): held_out, _("training text"): text[:JUDGED]}
    losses: dict[str, list[tuple[int, float]]] = {name: [] for name in judged}

    def judge(epoch: int) -> None:
        for name, part in judged.items():
            losses[name].append((epoch, float(bits_per_character(model, part, 256))))

    def write() -> str:
        drawn = sample(model, held_out[None, :PROMPT], WRITTEN, TEMPERATURE, None, generator_for(seed, 0))
        return "".join(symbols[number] for number in drawn[0].tolist())

    written = [(_("Before training:"), write())]
    judge(0)
    with bar(_("training"), epochs) as advance:
        for epoch in range(1, epochs + 1):
            state = zeros, zeros
            for batch in batches:
                parameters = list(model.parameters)
                _loss, model.parameters, state = training_step(model.loss_of, parameters, batch, state, lr, MAX_NORM)
            judge(epoch)
            advance()
    written.append((_("After {epochs} epochs:").format(epochs=epochs), write()))
    baseline = _("how often each character occurs")
    return Writing(losses, by_frequency(text, held_out), baseline, _("bits per character"), written)


def texts(characters: int) -> tuple[Tensor, Tensor, list[str]]:
    """The beginning of the speeches in small letters, that of a held-out one, and their symbols by number."""
    text = " ".join(speech.text for speech in split("train")[:3]).lower()[:characters]
    symbols = sorted(set(text))
    known = {symbol: number for number, symbol in enumerate(symbols)}
    held_out = split("validation")[0].text.lower()[:JUDGED]
    # a character that the training text lacks could never be predicted: it is left out
    numbers = ([known[character] for character in part if character in known] for part in (text, held_out))
    first, second = map(torch.tensor, numbers)
    return first, second, symbols


def by_frequency(text: Tensor, held_out: Tensor) -> float:
    """The bits per character of a text for a model that knows nothing but how often each occurs in another one."""
    p = text.bincount() / len(text)
    return float(-p[held_out].log2().mean())
