from torch import Tensor

State = tuple[Tensor, Tensor]


def bidirectional_unroll(
    unroll, reverse, steps: list, x: Tensor, lengths: Tensor, states: list[State]
) -> tuple[Tensor, list[State]]:
    """Read x from both ends: both h side by side at each token, and both last states."""
    ...
