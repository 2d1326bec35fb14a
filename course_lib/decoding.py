"""The state of a model that goes on step by step, whatever the model keeps in it."""

from collections.abc import Callable
from typing import Any

from torch import Tensor

__all__ = ["NestedState", "map_state", "detach"]

NestedState = Any
"""A tensor, or any nesting of tuples of tensors; None before the first step."""


def map_state(function: Callable[[Tensor], Tensor], state: NestedState) -> NestedState:
    """The same nesting, with `function` applied to each of its tensors."""
    if state is None:
        return None
    if isinstance(state, Tensor):
        return function(state)
    return tuple(map_state(function, part) for part in state)


def detach(state: NestedState) -> NestedState:
    """The same numbers without a history: no gradient goes farther back than to them."""
    return map_state(Tensor.detach, state)
