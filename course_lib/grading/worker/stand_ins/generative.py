"""Stand-ins of the exercise `generative`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins.general import State, cell, shapes_of, weights_of
from course_lib.language import _


def char_model(
    seed: int, vocab_size: int, hidden_size: int, scale: int, most: int = 0, most_later: int = 0
) -> Callable[..., tuple[Tensor, State]]:
    """A model that foretells the next symbol from all that it has read, though it has learned nothing.

    It reads `most` characters at once, and `most_later` when it goes on from a state; 0 is any number.

    >>> model = char_model(1, 5, 4, 3)
    >>> text = torch.tensor([[0, 3, 1]])
    >>> _logits, state = model(text[:, :2])
    >>> torch.allclose(model(text[:, 2:], state)[0], model(text)[0][:, 2:])
    True
    """
    step = cell(seed, hidden_size, hidden_size)
    E, V = weights_of(seed, (vocab_size, hidden_size), (vocab_size, hidden_size))

    def model(text: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        if text.dim() != 2 or 0 in text.shape or text.is_floating_point():
            raise ValueError(
                _(
                    "model takes integers of shape (batch, time), at least one; "
                    "your code called it with {dtype} of shape {got}"
                ).format(dtype=str(text.dtype).removeprefix("torch."), got=tuple(text.shape))
            )
        limit = most_later if state else most
        if limit and text.shape[1] > limit:
            sentence = (
                _("model goes on from a state: give it at most {limit} new at once; your code gave it {got}")
                if state
                else _(
                    "model is to read at most {limit} at once; your code gave it {got} from the start: carry the state"
                )
            )
            raise ValueError(sentence.format(limit=limit, got=text.shape[1]))
        zeros = E.new_zeros(len(text), hidden_size)
        h, c = state or (zeros, zeros)
        logits = []
        for x_t in (hidden_size**0.5 * E)[text].unbind(1):
            h, c = step(x_t, (h, c))
            logits.append(scale * h @ V.T)
        return torch.stack(logits, dim=1), (h, c)

    return model


def batch_loss(seed: int, hidden_size: int, *sizes: int) -> Callable[..., tuple[Tensor, State]]:
    """The loss of a batch and the state after it, in a smooth way that is no network: all arguments enter both.

    The parameters are a vector, a matrix and a tensor of three axes, of these sizes.
    """
    a, b, c, d, e, f = sizes
    shapes = [(a,), (b, c), (d, e, f)]
    (mixture,) = weights_of(seed, (hidden_size, a + b * c + d * e * f))

    def loss_of(parameters: Any, batch: tuple[Tensor, Tensor], state: State) -> tuple[Tensor, State]:
        if [tuple(parameter.shape) for parameter in parameters] != shapes:
            raise ValueError(
                _("loss_of takes parameters of the shapes {wanted}; your code called it with the shapes {got}").format(
                    wanted=shapes, got=shapes_of(tuple(parameters))
                )
            )
        theta = torch.cat([parameter.flatten() for parameter in parameters])
        z = torch.sin(mixture.to(theta) @ theta)
        x, y = (part.to(theta).mean(1, keepdim=True) for part in batch)
        h, c = state
        h = torch.tanh((2 + z) * h + x * z)
        c = torch.sin(c + h * z)
        return (h - torch.cos(y)).square().mean() + c.square().mean() + (z * x).mean() + 0.1 * theta.square().sum(), (
            h,
            c,
        )

    return loss_of


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (char_model, batch_loss)}
