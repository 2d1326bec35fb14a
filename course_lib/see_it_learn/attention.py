"""Write a word backward, and draw where the decoder looks: before training, and after half a minute of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.figures.style import COLORS
from course_lib.language import _
from course_lib.lstm import LSTMCell, State
from course_lib.recipes.attention import FIRST, LETTERS, draw, numbers
from course_lib.recurrent import length_mask
from course_lib.see_it_learn.playing import Curves, learned, playable
from course_lib.see_it_learn.seq2seq import unread
from course_lib.seq2seq import EOS, PAD, SOS, Encoder, PairBatch, masked_cross_entropy, teacher_forcing
from course_lib.training import Settings, generator_for, linear

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VOCAB_SIZE, INPUT_SIZE = FIRST + len(LETTERS), 32
SHORTEST, BATCH, HELD_OUT = 3, 32, 200


@dataclass(frozen=True, repr=False)
class Look:
    """What a network writes of a word, and where it looks at each step."""

    title: str
    outputs: Sequence[str]
    """One letter a step, the end among them."""
    weights: Tensor
    """(target, source)"""


@dataclass(frozen=True, repr=False)
class Looks(Curves):
    """Heat maps of the weights while a word is written backward, before and after training."""

    word: str
    looks: Sequence[Look]
    size = (7, 4.0)

    def draw_on(self, figure: "Figure") -> None:
        """The heat maps, side by side."""
        for ax, look in zip(figure.subplots(1, len(self.looks), squeeze=False)[0], self.looks, strict=True):
            heat_map(ax, self.word, look)


def heat_map(ax: "Axes", word: str, look: Look) -> "Axes":
    """One row for each letter that was written, one column for each letter of the word; the weights in per cent."""
    ax.imshow(look.weights.numpy(), cmap="Purples", vmin=0, vmax=1)
    for row, weights in enumerate(look.weights.tolist()):
        for column, weight in enumerate(weights):
            if weight >= 0.095:
                shade = "white" if weight > 0.5 else COLORS[0]
                ax.text(column, row, f"{100 * weight:.0f}", ha="center", va="center", fontsize=8, color=shade)
    ax.set_xticks(range(len(word)), word)
    ax.set_yticks(range(len(look.outputs)), look.outputs)
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set(xlabel=_("read"), ylabel=_("written"))
    ax.set_title(look.title, fontsize=10)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def true_is_real(masked_softmax: Callable[..., Tensor]) -> bool:
    """Whether a student's masks are True where a token is real; in some class versions it is the padding."""
    weights = masked_softmax(torch.zeros(1, 2), torch.tensor([[True, False]]))
    return bool(weights[0, 0] > weights[0, 1])


class Backward(nn.Module):
    """An encoder that reads in both directions, and a decoder whose step is a student's."""

    def __init__(self, step: Callable[..., Any], score: Callable[..., Tensor], real: bool, hidden_size: int) -> None:
        super().__init__()
        self.attentive_step, self.compare, self.real = step, score, real
        self.encoder = Encoder(VOCAB_SIZE, INPUT_SIZE, hidden_size, bidirectional=True)
        self.embedding = nn.Embedding(VOCAB_SIZE, INPUT_SIZE)
        self.key = nn.Linear(hidden_size, hidden_size, bias=False)
        self.cell = LSTMCell(INPUT_SIZE + hidden_size, hidden_size)
        self.readout = nn.Linear(hidden_size, VOCAB_SIZE)

    def score(
        self, query: Float[Tensor, "batch hidden"], keys: Float[Tensor, "batch source hidden"]
    ) -> Float[Tensor, "batch source"]:
        return self.compare(query, self.key(keys))

    def read(
        self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, " batch"]
    ) -> tuple[State, Float[Tensor, "batch source hidden"], Bool[Tensor, "batch source"]]:
        """The first state of the decoder, the states of the encoder, and the mask, in the student's convention."""
        encoder_states, state = self.encoder(source, lengths)
        return state, encoder_states, length_mask(lengths, source.shape[1]) == self.real

    def step(
        self,
        token: Int[Tensor, " batch"],
        state: State,
        encoder_states: Float[Tensor, "batch source hidden"],
        mask: Bool[Tensor, "batch source"],
    ) -> tuple[Float[Tensor, "batch vocab"], State, Float[Tensor, "batch source"]]:
        x_t = self.embedding(token)
        state, _context, weights = self.attentive_step(self.cell, self.score, x_t, state, encoder_states, mask)
        return self.readout(state[0]), state, weights

    def loss(self, batch: PairBatch) -> Tensor:
        decoder_input, labels = teacher_forcing(batch.target, batch.target_lengths, SOS, EOS, PAD)
        state, *source = self.read(batch.source, batch.source_lengths)
        logits = []
        for token in decoder_input.unbind(1):
            logits_t, state, _weights = self.step(token, state, *source)
            logits.append(logits_t)
        return masked_cross_entropy(torch.stack(logits, dim=1), labels, batch.target_lengths + 1)

    @torch.no_grad()
    def look(self, word: str, title: str) -> Look:
        """Write a word backward, greedily, for as many steps as it has letters, and one for the end."""
        state, *source = self.read(numbers(word)[None], torch.tensor([len(word)]))
        token, outputs, looked = torch.tensor([SOS]), [], []
        for _step in range(len(word) + 1):
            logits, state, weights = self.step(token, state, *source)
            token = logits.argmax(1)
            outputs.append((_("pad"), _("start"), _("end"), *LETTERS)[int(token)])
            looked.append(weights[0])
        return Look(title, outputs, torch.stack(looked))


@playable
def see_it_learn(
    dot_product_scores: Callable[..., Tensor],
    masked_softmax: Callable[..., Tensor],
    attend: Callable[..., Tensor],
    attentive_step: Callable[..., Any],
    *,
    steps: int = 500,
    word: str = "lecture",
    hidden_size: int = 64,
    seed: int = 0,
) -> Looks:
    """Train a decoder, made from a student's functions, to write words backward."""

    def step(cell: nn.Module, score: Callable[..., Tensor], *arguments: Any) -> Any:
        return attentive_step(cell, score, masked_softmax, attend, *arguments)

    torch.manual_seed(seed)
    model = Backward(step, dot_product_scores, true_is_real(masked_softmax), hidden_size)
    longest = max(8, len(word))
    drawn = partial(draw, lengths=(SHORTEST, longest))
    held_out = drawn(HELD_OUT, generator=generator_for(seed, steps))
    before = model.look(word, _("before training"))
    curves = learned(
        {_("writing words backward"): model},
        lambda step: drawn(BATCH, generator=generator_for(seed, step)),
        held_out,
        Settings(steps, lr=5e-3, schedule=linear, seed=seed, evaluate_every=max(1, steps // 25)),
        baseline=(_("without reading, at best"), unread(len(LETTERS), SHORTEST, longest)),
        loss_name=_("cross-entropy in nats"),
    )
    after = model.look(word, _("after {steps} steps").format(steps=steps))
    return Looks(**vars(curves), word=word, looks=[before, after])
