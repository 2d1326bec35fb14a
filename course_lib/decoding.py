"""What every model that writes has in common: `start` and `step`, and a state that may hold whatever the model keeps.

`start(…)` reads what there is to read and gives the state before the first token. `step(token, state)` reads one token
of each row and gives the logits of the next ones, and the state to go on from. Who writes with a model (greedily, by
drawing, by a search) asks for nothing else.
"""

from collections.abc import Callable
from typing import Any

from torch import Tensor

from course_lib.language import _

__all__ = ["NestedState", "Step", "map_state", "detach"]

NestedState = Any
"""A tensor, or any nesting of tuples, lists and dictionaries of tensors; None where nothing is kept."""

Step = Callable[[Tensor, NestedState], tuple[Tensor, NestedState]]
"""From the last tokens (batch,) and the state: the logits (batch, vocab) of the next tokens, and the new state."""


def map_state(function: Callable[[Tensor], Tensor], state: NestedState) -> NestedState:
    """The same nesting, with `function` applied to each of its tensors.

    >>> import torch
    >>> map_state(lambda tensor: 2 * tensor, {"h": torch.ones(1), "layers": [(torch.zeros(1), None)]})
    {'h': tensor([2.]), 'layers': [(tensor([0.]), None)]}

    Raises:
        TypeError: there is something else in it.
    """
    match state:
        case None:
            return None
        case Tensor():
            return function(state)
        case dict():
            return {name: map_state(function, part) for name, part in state.items()}
        case tuple() if hasattr(state, "_make"):  # a NamedTuple
            return type(state)._make(map_state(function, part) for part in state)
        case tuple() | list():
            return type(state)(map_state(function, part) for part in state)
    sentence = _("A state holds tensors, in tuples, lists and dictionaries; this one holds an object of type {type}.")
    raise TypeError(sentence.format(type=type(state).__name__))


def detach(state: NestedState) -> NestedState:
    """The same numbers without a history: no gradient goes farther back than to them."""
    return map_state(Tensor.detach, state)
