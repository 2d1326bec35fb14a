"""Read a number and say it again, from a vector of fixed size: how many digits fit into it?"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor, nn

from course_lib.figures.style import GRID, PALE, PURPLE, TEXT
from course_lib.language import _
from course_lib.lstm import LSTMCell, State
from course_lib.see_it_learn.playing import Curves, learned, playable
from course_lib.seq2seq import EOS, PAD, SOS
from course_lib.training import Settings, generator_for, linear

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIRST, VOCAB_SIZE, INPUT_SIZE = 3, 13, 32
"""The number of the digit 0, after <PAD>, <SOS> and <EOS>; how many tokens there are; the size of an embedding."""
TESTED, BATCH = 200, 64


@dataclass(frozen=True, repr=False)
class Repeating(Curves):
    """The loss while a network learns, and how many numbers of each length come out exactly right."""

    exact: Mapping[int, float]
    """The share of numbers that are exactly right, by their digits."""
    longest: int
    """Digits of the longest numbers in training."""

    size = (7, 5)

    def draw_on(self, figure: "Figure") -> None:
        """The curve, and below it the shares; lengths that training did not have are pale."""
        curve, bars = figure.subplots(2)
        self.draw(curve)
        colors = [PURPLE if length <= self.longest else PALE for length in self.exact]
        drawn = bars.bar(list(self.exact), [100 * share for share in self.exact.values()], color=colors)
        bars.bar_label(drawn, fmt="%.0f", fontsize=8, color=TEXT)
        bars.set_xticks(list(self.exact))
        bars.set_xlabel(_("digits (pale: more than in training)"))
        bars.set_ylabel(_("exactly right, %"))
        bars.set_ylim(0, 108)
        bars.spines[["top", "right"]].set_visible(False)
        bars.grid(axis="y", color=GRID, linewidth=0.6)
        bars.set_axisbelow(True)


class Repeater(nn.Module):
    """An encoder and a decoder around two LSTM cells, put together from a student's functions."""

    def __init__(
        self,
        teacher_forcing: Callable[..., Any],
        masked_cross_entropy: Callable[..., Tensor],
        encode: Callable[..., Any],
        greedy_decode: Callable[..., Any],
        hidden_size: int,
    ) -> None:
        super().__init__()
        self.teacher_forcing, self.masked_cross_entropy = teacher_forcing, masked_cross_entropy
        self.encode, self.greedy_decode, self.hidden_size = encode, greedy_decode, hidden_size
        self.source, self.target = (nn.Embedding(VOCAB_SIZE, INPUT_SIZE) for _side in range(2))
        self.encoder, self.decoder = (LSTMCell(INPUT_SIZE, hidden_size) for _side in range(2))
        self.readout = nn.Linear(hidden_size, VOCAB_SIZE)

    def read(self, digits: Int[Tensor, "batch time"], lengths: Int[Tensor, " batch"]) -> State:
        zeros = self.source.weight.new_zeros(len(digits), self.hidden_size)
        _h, state = self.encode(self.encoder, self.source.weight, digits, lengths, (zeros, zeros))
        return state  # type: ignore[no-any-return]

    def step(self, token: Int[Tensor, " batch"], state: State) -> tuple[Float[Tensor, "batch vocab"], State]:
        state = self.decoder(self.target(token), state)
        return self.readout(state[0]), state

    def loss(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        digits, lengths = batch
        decoder_input, labels = self.teacher_forcing(digits, lengths, SOS, EOS, PAD)
        state, logits = self.read(digits, lengths), []
        for token in decoder_input.unbind(1):
            logits_t, state = self.step(token, state)
            logits.append(logits_t)
        return self.masked_cross_entropy(torch.stack(logits, dim=1), labels, lengths + 1)

    @torch.no_grad()
    def exact(self, digits: Tensor) -> float:
        """The share of rows, all of one length, that come out exactly right."""
        rows, length = digits.shape
        state = self.read(digits, torch.full((rows,), length))
        tokens, lengths = self.greedy_decode(self.step, state, rows, SOS, EOS, length + 2)
        tokens = nn.functional.pad(tokens, (0, length), value=EOS)[:, :length]  # all rows may have ended early
        return float(((tokens == digits).all(1) & (lengths == length)).float().mean())


@playable
def see_it_learn(
    teacher_forcing: Callable[..., Any],
    masked_cross_entropy: Callable[..., Tensor],
    encode: Callable[..., Any],
    greedy_decode: Callable[..., Any],
    *,
    steps: int = 600,
    longest: int = 8,
    hidden_size: int = 96,
    seed: int = 0,
) -> Repeating:
    """Train a network that repeats numbers of up to so many digits, then ask for shorter and for longer ones."""
    torch.manual_seed(seed)
    model = Repeater(teacher_forcing, masked_cross_entropy, encode, greedy_decode, hidden_size)
    held_out = draw(TESTED, (1, longest), generator_for(seed, steps))
    tested = {length: draw(TESTED, (length, length), generator_for(seed + 1, length))[0] for length in range(1, 13)}
    model.exact(tested[1])  # what is missing is missed at once, not after half a minute
    curves = learned(
        {_("repeating numbers"): model},
        lambda step: draw(BATCH, (1, longest), generator_for(seed, step)),
        held_out,
        Settings(steps, lr=5e-3, schedule=linear, seed=seed, evaluate_every=max(1, steps // 25)),
        baseline=(_("without reading, at best"), unread(10, 1, longest)),
        loss_name=_("cross-entropy in nats"),
    )
    return Repeating(
        **vars(curves), exact={length: model.exact(digits) for length, digits in tested.items()}, longest=longest
    )


def draw(rows: int, lengths: tuple[int, int], generator: Generator) -> tuple[Tensor, Tensor]:
    """Random digits in rows, and how many of each row are real."""
    low, high = lengths
    count = torch.randint(low, high + 1, (rows,), generator=generator)
    return torch.randint(FIRST, VOCAB_SIZE, (rows, high), generator=generator), count


def unread(symbols: int, shortest: int, longest: int) -> float:
    """The lowest loss, in nats per token, of a network that has to write random symbols and has not read them.

    Nor does it know how many there are; all numbers from the shortest to the longest are as likely.
    """
    length = (shortest + longest) / 2
    return (length * math.log(symbols) + math.log(longest - shortest + 1)) / (length + 1)  # the end is a token too
