"""Stand-ins of the exercise `seq2seq`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.worker.stand_ins.general import weights_of
from course_lib.language import _


def speaker(
    seed: int, vocab_size: int, hidden_size: int, eos: int, pull: int, pair: int = 0
) -> Callable[..., tuple[Tensor, Any]]:
    """A step of a decoder that has learned nothing: the last token and the state give logits and a new state.

    The logits are whole numbers and all differ, so that rounding decides nothing; `pull` is added to that of `eos`.
    With `pair` its state is a pair.

    >>> step = speaker(1, 5, 4, eos=2, pull=0)
    >>> logits, state = step(torch.tensor([3, 1]), torch.zeros(2, 4))
    >>> logits.shape, state.shape, [len(set(row)) for row in logits.tolist()]
    (torch.Size([2, 5]), torch.Size([2, 4]), [5, 5])
    """
    E, A, V = weights_of(seed, (vocab_size, hidden_size), (hidden_size, hidden_size), (vocab_size, hidden_size))

    def step_of_pair(token: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        if not isinstance(state, tuple) or len(state) != 2:
            raise ValueError(_("step takes the state as it is, here a pair; your code called it with another one"))
        logits, mixed = step(token, state[0] + torch.cos(state[1]))
        return logits, (mixed, state[0])

    def step(token: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        if token.dim() != 1 or token.is_floating_point() or state.shape != (len(token), hidden_size):
            raise ValueError(
                _(
                    "step takes the last tokens, integers of shape (batch,), and the state; "
                    "your code called it with {dtype} of shape {got} and a state of shape {state}"
                ).format(
                    dtype=str(token.dtype).removeprefix("torch."), got=tuple(token.shape), state=tuple(state.shape)
                )
            )
        state = torch.sin(2 * state @ A.to(state).T + 3 * hidden_size**0.5 * E.to(state)[token])
        ranks = (state @ V.to(state).T).argsort(1).argsort(1).to(state)
        bonus = torch.zeros(vocab_size).to(state)
        bonus[eos] = pull + 0.5
        return ranks + bonus, state

    return step_of_pair if pair else step


KINDS: dict[str, Callable[..., Any]] = {made.__name__: made for made in (speaker,)}
