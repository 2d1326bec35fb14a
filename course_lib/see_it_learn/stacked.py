"""Will this symbol come again? A stack that reads forward can only guess; a network that reads from both ends knows."""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Generator, Tensor, nn

from course_lib.language import _
from course_lib.lstm import LSTMCell, lstm_unroll
from course_lib.recurrent import length_mask
from course_lib.see_it_learn.playing import Curves, learned, playable
from course_lib.training import Settings, generator_for

SYMBOLS, SHORTEST, LONGEST = 6, 4, 12


class Tagger(nn.Module):
    """A yes or no for every token, from the states of layers that a student runs."""

    def __init__(
        self, layers: Callable[..., tuple[Tensor, Any]], sizes: list[int], hidden_size: int, width: int
    ) -> None:
        super().__init__()
        self.layers, self.hidden_size = layers, hidden_size
        self.cells = nn.ModuleList(LSTMCell(size, hidden_size) for size in sizes)
        self.readout = nn.Linear(width, 1)

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        x, again, lengths = batch
        zeros = x.new_zeros(len(x), self.hidden_size)
        h, _last = self.layers(list(self.cells), x, lengths, [(zeros, zeros) for _cell in self.cells])
        real = length_mask(lengths, x.shape[1])
        return nn.functional.binary_cross_entropy_with_logits(self.readout(h)[:, :, 0][real], again[real])


@playable
def see_it_learn(
    stacked_unroll: Callable[..., Any],
    reverse_padded: Callable[..., Any],
    bidirectional_unroll: Callable[..., Any],
    *,
    steps: int = 400,
    hidden_size: int = 24,
    seed: int = 0,
) -> Curves:
    """Two layers that read forward beside one layer of two directions, run by a student's functions."""

    def stack(*arguments: Any) -> Any:
        return stacked_unroll(lstm_unroll, *arguments)

    def both(*arguments: Any) -> Any:
        return bidirectional_unroll(lstm_unroll, reverse_padded, *arguments)

    torch.manual_seed(seed)
    networks = {
        _("two layers, forward"): Tagger(stack, [SYMBOLS, hidden_size], hidden_size, hidden_size),
        _("one layer, both directions"): Tagger(both, [SYMBOLS, SYMBOLS], hidden_size, 2 * hidden_size),
    }
    return learned(
        networks,
        lambda step: draw(32, generator_for(seed, step)),
        draw(500, generator_for(seed, steps)),
        Settings(steps, lr=2e-2, seed=seed, evaluate_every=max(1, steps // 25)),
        baseline=(_("without what follows, at best"), floor()),
        loss_name=_("cross-entropy in nats"),
    )


def draw(rows: int, generator: Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Padded rows of random symbols, one-hot; for each token whether its symbol comes again in its row; lengths."""
    lengths = torch.randint(SHORTEST, LONGEST + 1, (rows,), generator=generator)
    symbols = torch.randint(SYMBOLS, (rows, LONGEST), generator=generator)
    time = torch.arange(LONGEST)
    same = symbols[:, :, None] == symbols[:, None, :]
    later = (time > time[:, None]) & (time < lengths[:, None, None])
    return nn.functional.one_hot(symbols, SYMBOLS).float(), (same & later).any(2).float(), lengths


def floor() -> float:
    """The lowest loss of a network that reads forward: all that it can know of what follows is where it stands."""
    loss, tokens = 0.0, 0
    for t in range(LONGEST):
        ways = [length - 1 - t for length in range(SHORTEST, LONGEST + 1) if length > t]
        p = sum(1 - (1 - 1 / SYMBOLS) ** following for following in ways) / len(ways)
        entropy = -sum(q * math.log(q) for q in (p, 1 - p) if q > 0)
        loss, tokens = loss + len(ways) * entropy, tokens + len(ways)
    return loss / tokens
