"""What all models that write have in common: `start`, `step` and a state.

`start(…)` reads what there is to read and gives the state before the first
token. `step(token, state)` reads one token of each row and gives the logits
of the next ones, and the state to go on from. Whoever writes with a model
(greedily, by sampling, by a search) needs nothing else. The state may hold
whatever the model keeps.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from torch import Tensor

from course_lib.language import _

__all__ = ["NestedState", "Step", "map_state", "detach"]

NestedState = Any
"""A tensor, or any nesting of tuples, lists and dictionaries of tensors.

It is None where nothing is kept.
"""

Step = Callable[[Tensor, NestedState], tuple[Tensor, NestedState]]
"""(last tokens, state) -> (logits of the next tokens, new state).

Tokens are (batch,), logits are (batch, vocab).
"""


def map_state(
    function: Callable[[Tensor], Tensor], state: NestedState
) -> NestedState:
    """The same nesting, with `function` applied to each of its tensors.

    >>> import torch
    >>> state = {"h": torch.ones(1), "layers": [(torch.zeros(1), None)]}
    >>> map_state(lambda tensor: 2 * tensor, state)
    {'h': tensor([2.]), 'layers': [(tensor([0.]), None)]}

    Raises:
        TypeError: there is something else in it.
    """
    inside = partial(map_state, function)
    match state:
        case None:
            return None
        case Tensor():
            return function(state)
        case dict():
            return {name: inside(part) for name, part in state.items()}
        case tuple() if hasattr(state, "_make"):  # a NamedTuple
            return type(state)._make(map(inside, state))
        case tuple() | list():
            return type(state)(map(inside, state))
    sentence = _(
        "A state holds tensors, in tuples, lists and dictionaries; "
        "this one holds an object of type {type}."
    )
    raise TypeError(sentence.format(type=type(state).__name__))


def detach(state: NestedState) -> NestedState:
    """The same numbers without a history: no gradient goes farther back."""
    return map_state(Tensor.detach, state)
