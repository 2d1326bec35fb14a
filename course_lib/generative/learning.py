"""A network that learns to predict the next character of a text."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.decoding import NestedState, detach
from course_lib.language import _
from course_lib.lstm import State
from course_lib.recurrent import clip_gradients
from course_lib.stacked import StackedLSTM

States = Sequence[State]
"""The state of each layer, from the bottom."""
Model = Callable[..., tuple[Tensor, Any]]
"""(text, state or None) -> (logits, next state), as a CharLM does it."""


def next_character_batches(
    text: Int[Tensor, " length"], batch: int, time: int
) -> list[tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]]]:
    """A text as batches of inputs and targets, which are the next characters.

    The text is cut into `batch` rows, and each row goes on from one batch to
    the next, so that a state can be carried. What does not fill a row, or a
    batch, is left out at the end.

    >>> [(x, y)] = next_character_batches(torch.arange(9), batch=2, time=3)
    >>> x, y
    (tensor([[0, 1, 2],
            [4, 5, 6]]), tensor([[1, 2, 3],
            [5, 6, 7]]))

    Raises:
        ValueError: batch or time is smaller than 1, or the text is too short
            for one batch.
    """
    if batch < 1 or time < 1:
        sentence = _(
            "batch is {batch} and time is {time}; "
            "wanted whole numbers of at least 1."
        )
        raise ValueError(sentence.format(batch=batch, time=time))
    row = len(text) // batch
    if row < time + 1:
        sentence = _(
            "The text has {got} characters; "
            "wanted at least {wanted}: batch rows of time + 1."
        )
        wanted = batch * (time + 1)
        raise ValueError(sentence.format(got=len(text), wanted=wanted))
    rows = text[: batch * row].view(batch, row)
    x, y = rows[:, :-1], rows[:, 1:]  # eq:generative-target
    starts = range(0, row - time, time)
    return [(x[:, t : t + time], y[:, t : t + time]) for t in starts]


class CharLM(nn.Module):
    """A network that predicts the next character.

    It is a stack of LSTMs, and a linear layer on the h of the top one. While
    training, `dropout` is the share of the h that is set to zero between
    layers and before the linear layer.

    >>> model = CharLM(vocab_size=5, hidden_size=8)
    >>> logits, states = model(torch.tensor([[0, 3, 1]]))
    >>> logits.shape, len(states)
    (torch.Size([1, 3, 5]), 1)

    Raises:
        ValueError: a size or num_layers is smaller than 1, or dropout is no
            share.
    """

    def __init__(
        self,
        vocab_size: int,
        hidden_size: int,
        num_layers: int = 1,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = StackedLSTM(
            vocab_size, hidden_size, num_layers, dropout=dropout
        )
        self.dropout = nn.Dropout(dropout)
        self.readout = nn.Linear(hidden_size, vocab_size)

    def forward(
        self, text: Int[Tensor, "batch time"], states: States | None = None
    ) -> tuple[Float[Tensor, "batch time vocab"], States]:
        """The logits of every next character, and the states to go on from.

        Without `states` the network starts from zeros.

        Raises:
            ValueError, TypeError: the text has a wrong shape or dtype, or
                numbers that stand for no symbol.
        """
        h, states = self.read(text, states)
        return self.readout(self.dropout(h)), states  # eq:generative-logits

    def read(
        self, text: Int[Tensor, "batch time"], states: States | None = None
    ) -> tuple[Float[Tensor, "batch time hidden"], States]:
        """Every h of the top layer, and the states; see `forward`."""
        check_text("text", text, self.vocab_size)
        x = nn.functional.one_hot(text.long(), self.vocab_size)
        h, states = self.lstm(x.to(self.readout.weight.dtype), None, states)
        return h, states

    def start(self, batch: int) -> States:
        """The states before the first character of so many texts: zeros."""
        zeros = self.readout.weight.new_zeros(batch, self.lstm.hidden_size)
        return [(zeros, zeros)] * len(self.lstm.layers)

    def step(
        self, token: Int[Tensor, " batch"], states: States
    ) -> tuple[Float[Tensor, "batch vocab"], States]:
        """The logits of the character after `token`, and the next states."""
        text = token[:, None].to(self.readout.weight.device)
        logits, states = self(text, states)
        return logits[:, 0], states

    def loss(
        self,
        batch: tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]],
        states: States | None = None,
    ) -> tuple[Float[Tensor, ""], States]:
        """The mean of -ln p of the targets, and the states to go on from.

        It is in nats per character.
        """
        text, labels = batch
        logits, states = self(text, states)
        logits = logits.flatten(0, 1)
        return nn.functional.cross_entropy(logits, labels.flatten()), states


LossOf = Callable[[Sequence[Tensor], Any, Any], tuple[Tensor, NestedState]]
"""(parameters, batch, state before it) -> (loss, state after it)."""


def training_step(
    loss_of: LossOf,
    parameters: Sequence[Tensor],
    batch: Any,
    state: NestedState,
    lr: float,
    max_norm: float,
) -> tuple[Float[Tensor, ""], tuple[Tensor, ...], NestedState]:
    """One step of gradient descent: the loss, new parameters, and a state.

    The loss is that before the step. The state is that to go on from, handed
    on as numbers: no gradient goes back into the previous batch (Mikolov et
    al., 2010). It is None at the start of a text.

    >>> def loss_of(parameters, batch, state):
    ...     return (parameters[0] * batch).sum(), state
    >>> theta, batch = [torch.ones(2)], torch.tensor([0.0, 3.0])
    >>> training_step(loss_of, theta, batch, None, lr=0.5, max_norm=1.0)
    (tensor(3.), (tensor([1.0000, 0.5000]),), None)
    """
    theta = [parameter.detach().requires_grad_() for parameter in parameters]
    loss, state = loss_of(theta, batch, state)
    gradients = torch.autograd.grad(loss, theta)
    gradients, _norm = clip_gradients(gradients, max_norm)
    pairs = zip(theta, gradients, strict=True)
    moved = [p - lr * d_p for p, d_p in pairs]  # eq:generative-step
    return loss.detach(), tuple(map(Tensor.detach, moved)), detach(state)


@contextmanager
def reading(model: Model) -> Iterator[None]:
    """Without dropout and gradients; afterwards the model is as it was."""
    module = model if isinstance(model, nn.Module) else nn.Module()
    was = module.training
    module.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        module.train(was)


# ------------------------------------------------------------ what goes wrong
def check_text(name: str, text: Tensor, vocab_size: int) -> None:
    """Raise unless this is a batch of texts, whose numbers stand for symbols.

    Raises:
        ValueError: it has not two axes, no time step, or numbers out of their
            range.
        TypeError: it holds no integers.
    """
    if text.ndim != 2 or text.shape[1] < 1:
        sentence = _(
            "{name} has the shape {got}; "
            "wanted two axes (batch, time) and at least one character. "
            "One text alone becomes a batch by {name}[None]."
        )
        raise ValueError(sentence.format(name=name, got=tuple(text.shape)))
    dtype = text.dtype
    if dtype == torch.bool or dtype.is_floating_point or dtype.is_complex:
        sentence = _(
            "{name} has the dtype {got}; "
            "wanted integers, the numbers of symbols."
        )
        raise TypeError(sentence.format(name=name, got=dtype))
    if text.is_meta or not text.numel():
        return
    if not bool(((text >= 0) & (text < vocab_size)).all()):
        low, high, last = int(text.min()), int(text.max()), vocab_size - 1
        sentence = _(
            "{name} goes from {low} to {high}; "
            "wanted numbers from 0 to {last}, one for each symbol."
        )
        raise ValueError(
            sentence.format(name=name, low=low, high=high, last=last)
        )
