"""Recurrent networks that write: the target is the next character, and what was drawn is the next input."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor, nn

from course_lib.decoding import NestedState, detach
from course_lib.language import _
from course_lib.lstm import FastLSTM, State
from course_lib.recurrent import clip_gradients
from course_lib.stacked import StackedLSTM

__all__ = [
    "next_character_batches",
    "CharLM",
    "training_step",
    "bits_per_character",
    "probabilities",
    "sample",
    "NumpyCharLM",
]

States = Sequence[State]
"""The state of each layer, from the bottom."""
Model = Callable[..., tuple[Tensor, Any]]
"""A CharLM, or any function from a text and a state (None at the start) to the logits and the state to go on from."""


# ------------------------------------------------------------------------------------------------------------ training
def next_character_batches(
    text: Int[Tensor, " length"], batch: int, time: int
) -> list[tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]]]:
    """A text as batches of inputs and targets: the target of a character is the next one.

    The text is cut into `batch` rows, and each row goes on from one batch to the next, so that a state can be carried.
    What does not fill a row, or a batch, is left out at the end.

    >>> [(x, y)] = next_character_batches(torch.arange(9), batch=2, time=3)
    >>> x, y
    (tensor([[0, 1, 2],
            [4, 5, 6]]), tensor([[1, 2, 3],
            [5, 6, 7]]))

    Raises:
        ValueError: batch or time is smaller than 1, or the text is too short for one batch.
    """
    if batch < 1 or time < 1:
        sentence = _("batch is {batch} and time is {time}; wanted whole numbers of at least 1.")
        raise ValueError(sentence.format(batch=batch, time=time))
    row = len(text) // batch
    if row < time + 1:
        sentence = _("The text has {got} characters; wanted at least {wanted}: batch rows of time + 1.")
        raise ValueError(sentence.format(got=len(text), wanted=batch * (time + 1)))
    rows = text[: batch * row].view(batch, row)
    starts = range(0, row - time, time)
    return [(rows[:, t : t + time], rows[:, t + 1 : t + time + 1]) for t in starts]  # eq:generative-target


class CharLM(nn.Module):
    """A network that foretells the next character: a stack of LSTMs, and a linear layer on the top one's h.

    While training, `dropout` is the share of the h that is set to zero between layers and before the linear layer.

    >>> model = CharLM(vocab_size=5, hidden_size=8)
    >>> logits, states = model(torch.tensor([[0, 3, 1]]))
    >>> logits.shape, len(states)
    (torch.Size([1, 3, 5]), 1)

    Raises:
        ValueError: a size or num_layers is smaller than 1, or dropout is no share.
    """

    def __init__(self, vocab_size: int, hidden_size: int, num_layers: int = 1, dropout: float = 0.0) -> None:
        super().__init__()
        self.vocab_size = vocab_size
        self.lstm = StackedLSTM(vocab_size, hidden_size, num_layers, dropout=dropout)
        self.dropout = nn.Dropout(dropout)
        self.readout = nn.Linear(hidden_size, vocab_size)

    def forward(
        self, text: Int[Tensor, "batch time"], states: States | None = None
    ) -> tuple[Float[Tensor, "batch time vocab"], States]:
        """The logits of every next character, and the states to go on from; without `states`, it starts from zeros.

        Raises:
            ValueError, TypeError: the text has no such shape or dtype, or numbers that stand for no symbol.
        """
        check_text("text", text, self.vocab_size)
        x = nn.functional.one_hot(text.long(), self.vocab_size).to(self.readout.weight.dtype)
        h, states = self.lstm(x, None, states)
        return self.readout(self.dropout(h)), states  # eq:generative-logits

    def start(self, batch: int) -> States:
        """The states before the first character of so many texts: zeros."""
        zeros = self.readout.weight.new_zeros(batch, self.lstm.hidden_size)
        return [(zeros, zeros)] * len(self.lstm.layers)

    def step(self, token: Int[Tensor, " batch"], states: States) -> tuple[Float[Tensor, "batch vocab"], States]:
        """The logits of the character behind `token`, and the states to go on from."""
        logits, states = self(token[:, None].to(self.readout.weight.device), states)
        return logits[:, 0], states

    def loss(
        self, batch: tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]], states: States | None = None
    ) -> tuple[Float[Tensor, ""], States]:
        """The mean of -ln p of the labels, in nats a character, and the states to go on from."""
        text, labels = batch
        logits, states = self(text, states)
        return nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten()), states


LossOf = Callable[[Sequence[Tensor], Any, Any], tuple[Tensor, NestedState]]
"""From the parameters, a batch and the state before it: the loss, and the state after it."""


def training_step(
    loss_of: LossOf, parameters: Sequence[Tensor], batch: Any, state: NestedState, lr: float, max_norm: float
) -> tuple[Float[Tensor, ""], tuple[Tensor, ...], NestedState]:
    """One step of gradient descent: the loss before it, the parameters after it, and the state to go on from.

    The state is handed on as numbers: no gradient goes back into the batch before (Mikolov et al., 2010). It is None at
    the start of a text.

    >>> def loss_of(parameters, batch, state):
    ...     return (parameters[0] * batch).sum(), state
    >>> training_step(loss_of, [torch.ones(2)], torch.tensor([0.0, 3.0]), None, lr=0.5, max_norm=1.0)
    (tensor(3.), (tensor([1.0000, 0.5000]),), None)
    """
    theta = [parameter.detach().requires_grad_() for parameter in parameters]
    loss, state = loss_of(theta, batch, state)
    gradients, _norm = clip_gradients(torch.autograd.grad(loss, theta), max_norm)
    pairs = zip(theta, gradients, strict=True)
    new_parameters = tuple((value - lr * gradient).detach() for value, gradient in pairs)  # eq:generative-step
    return loss.detach(), new_parameters, detach(state)


def bits_per_character(model: Model, text: Int[Tensor, " length"], time: int = 256) -> float:
    """The mean of -log2 p of every character of a text but the first, each after all that stand before it.

    The text is read in pieces of `time` characters, whose states are handed on: the result does not depend on `time`.

    Raises:
        ValueError: the text has less than two characters, or time is smaller than 1.
    """
    if len(text) < 2 or time < 1:
        sentence = _("The text has {got} characters, and time is {time}; wanted at least 2 and at least 1.")
        raise ValueError(sentence.format(got=len(text), time=time))
    nats, states = 0.0, None
    with _reading(model):
        for start in range(0, len(text) - 1, time):
            piece = text[start : start + time + 1]
            logits, states = model(piece[None, :-1], states)
            nats += nn.functional.cross_entropy(logits[0], piece[1:], reduction="sum").item()
    return nats / (len(text) - 1) / math.log(2)  # eq:generative-bits


@contextmanager
def _reading(model: Model) -> Iterator[None]:
    """Without dropout and gradients; afterwards the model is as it was."""
    module = model if isinstance(model, nn.Module) else nn.Module()
    was = module.training
    module.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        module.train(was)


# ------------------------------------------------------------------------------------------------------------- writing
def probabilities(
    logits: Float[Tensor, "*batch vocab"],
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Float[Tensor, "*batch vocab"]:
    """The probabilities from which the next symbol is drawn.

    A temperature below 1 makes likely symbols likelier; 0 leaves the likeliest alone. `top_k` leaves the k likeliest,
    `top_p` the fewest that together have at least this probability (Holtzman et al., 2020): of what `top_k` leaves, if
    both are given. Of equal ones the first come first.

    >>> probabilities(torch.tensor([0.0, 1.0, 3.0]), top_k=2)
    tensor([0.0000, 0.1192, 0.8808])

    Raises:
        ValueError: the temperature is negative, top_k smaller than 1, or top_p no share above 0.
    """
    if not 0 <= temperature < math.inf:
        raise ValueError(_("temperature is {got}; wanted a number of at least 0.").format(got=temperature))
    if top_k is not None and top_k < 1:
        raise ValueError(_("top_k is {got}; wanted a whole number of at least 1.").format(got=top_k))
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(_("top_p is {got}; wanted a share above 0 and of at most 1.").format(got=top_p))
    if temperature == 0:
        temperature, top_k = 1.0, 1
    logits = logits - logits.max(dim=-1, keepdim=True).values  # a small temperature must not overflow
    p = torch.softmax(logits / temperature, dim=-1)  # eq:generative-temperature
    p, order = p.sort(dim=-1, descending=True, stable=True)
    if top_k is not None:
        p = p.where(torch.arange(p.shape[-1], device=p.device) < top_k, 0)
        p = p / p.sum(dim=-1, keepdim=True)
    if top_p is not None:
        before = p.cumsum(dim=-1) - p
        p = p.where(before < top_p, 0)
        p = p / p.sum(dim=-1, keepdim=True)
    return torch.zeros_like(p).scatter(-1, order, p)


def sample(
    model: Model,
    prompt: Int[Tensor, "batch time"],
    max_new_tokens: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: Generator | None = None,
    *,
    top_p: float | None = None,
) -> Int[Tensor, "batch output"]:
    """`max_new_tokens` characters that go on from each row of the prompt, one after the other.

    What was drawn is the next input, and the state is carried: nothing is read twice. Every symbol of a batch is drawn
    by the generator in one call.

    >>> text = sample(CharLM(vocab_size=5, hidden_size=8), torch.tensor([[0, 3, 1]]), 7)
    >>> text.shape
    torch.Size([1, 7])

    Raises:
        ValueError: max_new_tokens is smaller than 1; see also `probabilities`, and `CharLM.forward` for the prompt.
    """
    if max_new_tokens < 1:
        sentence = _("max_new_tokens is {got}; wanted a whole number of at least 1.")
        raise ValueError(sentence.format(got=max_new_tokens))
    outputs: list[Tensor] = []
    symbols, states = prompt, None
    with _reading(model):
        for _step in range(max_new_tokens):
            logits, states = model(symbols, states)
            p = probabilities(logits[:, -1], temperature, top_k, top_p)
            symbols = torch.multinomial(p, 1, generator=generator)
            outputs.append(symbols)
    return torch.cat(outputs, dim=1)


class NumpyCharLM:
    """The same network for one text on one processor, in NumPy: what a character costs is two small products a layer.

    A one-hot vector picks a column of U, so the product of the bottom layer is a look-up in a table. There is no
    autograd to prepare for, and no library to be called but for the products.

    >>> model = CharLM(vocab_size=5, hidden_size=8)
    >>> fast = NumpyCharLM(model)
    >>> logits = [fast.step(symbol) for symbol in (0, 3, 1)]
    >>> bool(np.allclose(logits, model(torch.tensor([[0, 3, 1]]))[0].detach()[0], atol=1e-5))
    True
    """

    def __init__(self, model: CharLM) -> None:
        def array(tensor: Float[Tensor, "..."]) -> Float[np.ndarray, "..."]:
            return tensor.detach().cpu().numpy()

        bottom, *upper = cast("list[FastLSTM]", list(model.lstm.layers))
        self._table = array(bottom.U.T + bottom.b)
        self._W = array(bottom.W)
        self._upper = [(array(torch.cat((layer.U, layer.W), dim=1)), array(layer.b)) for layer in upper]
        self._V, self._d = array(model.readout.weight), array(model.readout.bias)
        self.vocab_size, self._size = model.vocab_size, model.lstm.hidden_size
        self.reset()

    def reset(self) -> None:
        """Start from zeros again."""
        zeros = np.zeros(self._size, dtype=self._W.dtype)
        self.states = [(zeros, zeros)] * (1 + len(self._upper))

    def step(self, symbol: int) -> Float[np.ndarray, " vocab"]:
        """Read one symbol: the logits of the next one.

        Raises:
            IndexError: there is no such symbol.
        """
        if not 0 <= symbol < self.vocab_size:
            sentence = _("The symbol is {got}; wanted a number from 0 to {last}.")
            raise IndexError(sentence.format(got=symbol, last=self.vocab_size - 1))
        h, c = self.states[0]
        h, c = self.states[0] = self._cell(self._table[symbol] + self._W @ h, c)
        for layer, (weights, b) in enumerate(self._upper, start=1):
            own, c = self.states[layer]
            h, c = self.states[layer] = self._cell(weights @ np.concatenate((h, own)) + b, c)
        logits: Float[np.ndarray, " vocab"] = self._V @ h + self._d
        return logits

    def _cell(self, a: Float[np.ndarray, " gates"], c: Float[np.ndarray, " hidden"]) -> "tuple[np.ndarray, np.ndarray]":
        # tanh is what NumPy has made fast, and the sigmoid is half of a tanh: 1 / (1 + exp(-a)) = (1 + tanh(a / 2)) / 2
        size = self._size
        a[: 2 * size] *= 0.5
        a[3 * size :] *= 0.5
        np.tanh(a, out=a)
        i, f, g, o = a.reshape(4, size)
        c = 0.5 * ((1 + f) * c + (1 + i) * g)
        return 0.5 * (1 + o) * np.tanh(c), c

    def generate(
        self, prompt: Sequence[int], max_new_tokens: int, temperature: float = 1.0, seed: int | None = None
    ) -> list[int]:
        """Read a prompt from where it is, then write `max_new_tokens` symbols.

        Raises:
            ValueError: the prompt is empty, max_new_tokens smaller than 1, or the temperature negative.
            IndexError: the prompt holds a number that stands for no symbol.
        """
        if len(prompt) < 1 or max_new_tokens < 1 or not 0 <= temperature < math.inf:
            sentence = _(
                "The prompt has {prompt} symbols, max_new_tokens is {count} and temperature {temperature}; "
                "wanted at least 1, at least 1 and at least 0."
            )
            raise ValueError(sentence.format(prompt=len(prompt), count=max_new_tokens, temperature=temperature))
        draw, outputs = np.random.default_rng(seed), list[int]()
        for symbol in prompt:
            logits = self.step(int(symbol))
        for number in draw.random(max_new_tokens):
            if temperature == 0:
                symbol = int(logits.argmax())
            else:
                p = np.exp((logits - logits.max()) / temperature).cumsum()
                symbol = int(np.searchsorted(p, number * p[-1], side="right"))
            outputs.append(symbol)
            if len(outputs) < max_new_tokens:
                logits = self.step(symbol)
        return outputs


# --------------------------------------------------------------------------------------------------- what goes wrong
def check_text(name: str, text: Tensor, vocab_size: int) -> None:
    """Raise one sentence unless this is a batch of texts, whose numbers stand for symbols.

    Raises:
        ValueError: it has not two axes, no time step, or numbers out of their range.
        TypeError: it holds no integers.
    """
    if text.ndim != 2 or text.shape[1] < 1:
        sentence = _(
            "{name} has the shape {got}; wanted two axes (batch, time) and at least one character. "
            "One text alone becomes a batch by {name}[None]."
        )
        raise ValueError(sentence.format(name=name, got=tuple(text.shape)))
    if text.is_floating_point() or text.is_complex() or text.dtype == torch.bool:
        sentence = _("{name} has the dtype {got}; wanted integers, the numbers of symbols.")
        raise TypeError(sentence.format(name=name, got=text.dtype))
    if not text.is_meta and text.numel() and not bool(((text >= 0) & (text < vocab_size)).all()):
        sentence = _("{name} goes from {low} to {high}; wanted numbers from 0 to {last}, one for each symbol.")
        raise ValueError(sentence.format(name=name, low=int(text.min()), high=int(text.max()), last=vocab_size - 1))
