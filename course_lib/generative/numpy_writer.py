"""Writing one text on one processor, without PyTorch."""

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.generative.learning import CharLM
from course_lib.language import _
from course_lib.lstm import FastLSTM


class NumpyCharLM:
    """The same network for one text on one processor, in NumPy.

    A character costs two small products per layer. A one-hot vector picks a
    column of U, so the product of the bottom layer is a look-up in a table.
    There is no autograd to prepare for, and no library to be called but for
    the products.

    >>> model = CharLM(vocab_size=5, hidden_size=8)
    >>> fast = NumpyCharLM(model)
    >>> logits = [fast.step(symbol) for symbol in (0, 3, 1)]
    >>> same, _states = model(torch.tensor([[0, 3, 1]]))
    >>> bool(np.allclose(logits, same[0].detach(), atol=1e-5))
    True
    """

    def __init__(self, model: CharLM) -> None:
        def array(tensor: Float[Tensor, "..."]) -> Float[np.ndarray, "..."]:
            return tensor.detach().cpu().numpy()

        bottom, *upper = cast("list[FastLSTM]", list(model.lstm.layers))
        self._table = array(bottom.U.T + bottom.b)
        self._W = array(bottom.W)
        self._upper = [
            (array(torch.cat((layer.U, layer.W), dim=1)), array(layer.b))
            for layer in upper
        ]
        self._V = array(model.readout.weight)
        self._d = array(model.readout.bias)
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
        last = self.vocab_size - 1
        if not 0 <= symbol <= last:
            sentence = _(
                "The symbol is {got}; wanted a number from 0 to {last}."
            )
            raise IndexError(sentence.format(got=symbol, last=last))
        h, c = self.states[0]
        a = self._table[symbol] + self._W @ h
        h, c = self.states[0] = self._cell(a, c)
        for layer, (weights, b) in enumerate(self._upper, start=1):
            own, c = self.states[layer]
            a = weights @ np.concatenate((h, own)) + b
            h, c = self.states[layer] = self._cell(a, c)
        logits: Float[np.ndarray, " vocab"] = self._V @ h + self._d
        return logits

    def _cell(
        self, a: Float[np.ndarray, " gates"], c: Float[np.ndarray, " hidden"]
    ) -> "tuple[np.ndarray, np.ndarray]":
        # NumPy's tanh is fast, and the sigmoid is half of a tanh:
        # 1 / (1 + exp(-a)) = (1 + tanh(a / 2)) / 2
        size = self._size
        a[: 2 * size] *= 0.5
        a[3 * size :] *= 0.5
        np.tanh(a, out=a)
        i, f, g, o = a.reshape(4, size)
        c = 0.5 * ((1 + f) * c + (1 + i) * g)
        return 0.5 * (1 + o) * np.tanh(c), c

    def generate(
        self,
        prompt: Sequence[int],
        max_new_tokens: int,
        temperature: float = 1.0,
        seed: int | None = None,
    ) -> list[int]:
        """Read a prompt after what was read, then write `max_new_tokens`.

        Raises:
            ValueError: the prompt is empty, max_new_tokens smaller than 1, or
                the temperature negative.
            IndexError: the prompt holds a number that stands for no symbol.
        """
        given, count = len(prompt), max_new_tokens
        if given < 1 or count < 1 or not 0 <= temperature < math.inf:
            sentence = _(
                "The prompt has {prompt} symbols, max_new_tokens is {count} "
                "and temperature {temperature}; "
                "wanted at least 1, at least 1 and at least 0."
            )
            raise ValueError(
                sentence.format(
                    prompt=given, count=count, temperature=temperature
                )
            )
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
