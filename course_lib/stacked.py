"""Deep and bidirectional recurrent networks, made of several LSTMs."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor, nn

from course_lib.language import _
from course_lib.lstm import FastLSTM, State
from course_lib.recurrent import check_lengths, check_sequence, length_mask

__all__ = [
    "stacked_unroll",
    "StackedLSTM",
    "reverse_padded",
    "bidirectional_unroll",
    "BidirectionalLSTM",
]

Step = TypeVar("Step")
Unroll = Callable[[Step, Tensor, Tensor | None, State], tuple[Tensor, State]]
"""(step, x, lengths, state) -> (every h, last state), as in `lstm_unroll`."""
LayerState = tuple[Float[Tensor, "batch _"], Float[Tensor, "batch _"]]
"""The state (h, c) of a layer, whose hidden size is its own."""


def stacked_unroll(
    unroll: Unroll[Step],
    steps: Sequence[Step],
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, " batch"] | None,
    states: Sequence[LayerState],
) -> tuple[Float[Tensor, "batch time hidden"], tuple[LayerState, ...]]:
    """Run one layer after the other, each over every h of the layer below.

    The result is every h of the top layer, and the last states of all layers.
    `steps` and `states` go from the bottom to the top; `unroll` runs one of
    the steps over a whole sequence.

    Equation: eq:stacked-h.

    Raises:
        ValueError: there is no layer, or not one state for each.
    """
    _check_one_each(steps, states)
    last = []
    for step, state in zip(steps, states, strict=True):
        x, state = unroll(step, x, lengths, state)  # eq:stacked-h
        last.append(state)
    return x, tuple(last)


class StackedLSTM(nn.Module):
    """LSTMs on top of each other: a layer reads every h of the layer below.

    While training, `dropout` is the share of these h that is set to zero,
    between the layers and never from one time step to the next (Zaremba et
    al., 2014).

    >>> lstm = StackedLSTM(input_size=3, hidden_size=5, num_layers=2)
    >>> h, states = lstm(torch.randn(2, 7, 3), lengths=torch.tensor([7, 4]))
    >>> h.shape, len(states)
    (torch.Size([2, 7, 5]), 2)

    Raises:
        ValueError: a size or num_layers is smaller than 1, or dropout is no
            share.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int,
        forget_bias: float = 1.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if num_layers < 1:
            sentence = _(
                "num_layers is {got}; wanted a whole number of at least 1."
            )
            raise ValueError(sentence.format(got=num_layers))
        if not 0 <= dropout < 1:
            sentence = _(
                "dropout is {got}; wanted a share from 0 to less than 1."
            )
            raise ValueError(sentence.format(got=dropout))
        sizes = [input_size, *[hidden_size] * (num_layers - 1)]
        self.input_size, self.hidden_size = input_size, hidden_size
        self.layers = nn.ModuleList(
            FastLSTM(size, hidden_size, forget_bias) for size in sizes
        )
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Int[Tensor, " batch"] | None = None,
        states: Sequence[State] | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], tuple[State, ...]]:
        """Every h of the top layer, and the last state of each layer.

        An h is zero in the padding; the states go from the bottom to the top.
        Without `lengths` every token is real; without `states` the network
        starts from zeros.

        Raises:
            ValueError, TypeError: an argument has a wrong shape, dtype,
                device or range.
        """
        check_sequence(x, lengths)

        def run(
            layer: nn.Module, x: Tensor, lengths: Tensor | None, state: State
        ) -> tuple[Tensor, State]:
            below = x if layer is self.layers[0] else self.dropout(x)
            return layer(below, lengths, state)  # type: ignore[no-any-return]

        if states is None:
            states = [_zeros(x, self.hidden_size)] * len(self.layers)
        return stacked_unroll(run, list(self.layers), x, lengths, states)


def reverse_padded(
    x: Shaped[Tensor, "batch time *features"],
    lengths: Int[Tensor, " batch"] | None,
) -> Shaped[Tensor, "batch time *features"]:
    """The real tokens of each row in the opposite order.

    The padding stays where it is. Done twice, nothing changes.

    Equation: eq:stacked-reverse.

    >>> x = torch.tensor([[1, 2, 3], [4, 5, 0]])
    >>> reverse_padded(x, lengths=torch.tensor([3, 2]))
    tensor([[3, 2, 1],
            [5, 4, 0]])

    Raises:
        ValueError, TypeError: x has less than two axes, or lengths has a
            wrong shape, dtype, device or range.
    """
    if x.ndim < 2 or x.shape[1] < 1:
        sentence = _(
            "x has the shape {got}; wanted at least two axes "
            "(batch, time, …) and at least one time step."
        )
        raise ValueError(sentence.format(got=tuple(x.shape)))
    check_lengths(lengths, x)
    if lengths is None:
        return x.flip(1)
    time = torch.arange(x.shape[1], device=x.device)
    real = length_mask(lengths, len(time))
    opposite = lengths[:, None] - 1 - time
    source = torch.where(real, opposite, time)  # eq:stacked-reverse
    return x[torch.arange(len(x), device=x.device)[:, None], source]


def bidirectional_unroll(
    unroll: Unroll[Step],
    reverse: Callable[[Tensor, Tensor | None], Tensor],
    steps: Sequence[Step],
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, " batch"] | None,
    states: Sequence[State],
) -> tuple[Float[Tensor, "batch time both"], tuple[State, ...]]:
    """Read every sentence from both ends.

    The result is the h of the two directions, side by side at each token, and
    both last states. `steps` and `states` are (forward, backward); `unroll`
    runs a step over a sequence, `reverse` turns the real tokens around. The
    last state of the backward direction is the one after the first token.

    Equations: eq:stacked-forward to eq:stacked-both (Schuster and Paliwal,
    1997).

    Raises:
        ValueError: there are not two steps and two states.
    """
    if len(steps) != 2:
        sentence = _(
            "steps has the length {got}; "
            "wanted 2: one step forward, one backward."
        )
        raise ValueError(sentence.format(got=len(steps)))
    _check_one_each(steps, states)
    forward, state_forward = unroll(  # eq:stacked-forward
        steps[0], x, lengths, states[0]
    )
    backward, state_backward = unroll(  # eq:stacked-backward
        steps[1], reverse(x, lengths), lengths, states[1]
    )
    backward = reverse(backward, lengths)
    h = torch.cat((forward, backward), dim=2)  # eq:stacked-both
    return h, (state_forward, state_backward)


class BidirectionalLSTM(nn.Module):
    """Two LSTMs that read a sentence from its two ends.

    At each token their h stand side by side.

    >>> lstm = BidirectionalLSTM(input_size=3, hidden_size=5)
    >>> x, lengths = torch.randn(2, 7, 3), torch.tensor([7, 4])
    >>> h, (forward, backward) = lstm(x, lengths)
    >>> h.shape
    torch.Size([2, 7, 10])
    """

    def __init__(
        self, input_size: int, hidden_size: int, forget_bias: float = 1.0
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.directions = nn.ModuleList(
            FastLSTM(input_size, hidden_size, forget_bias)
            for _direction in range(2)
        )

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Int[Tensor, " batch"] | None = None,
        states: Sequence[State] | None = None,
    ) -> tuple[Float[Tensor, "batch time both"], tuple[State, ...]]:
        """Every h (forward, then backward), and each direction's last state.

        An h is zero in the padding. Without `lengths` every token is real;
        without `states` both directions start from zeros.

        Raises:
            ValueError, TypeError: an argument has a wrong shape, dtype,
                device or range.
        """
        check_sequence(x, lengths)

        def run(
            lstm: nn.Module, x: Tensor, lengths: Tensor | None, state: State
        ) -> tuple[Tensor, State]:
            return lstm(x, lengths, state)  # type: ignore[no-any-return]

        if states is None:
            states = [_zeros(x, self.hidden_size)] * 2
        steps = list(self.directions)
        return bidirectional_unroll(
            run, reverse_padded, steps, x, lengths, states
        )


def _zeros(x: Tensor, hidden_size: int) -> State:
    zeros = x.new_zeros(len(x), hidden_size)
    return zeros, zeros


def _check_one_each(steps: Sequence[Any], states: Sequence[Any]) -> None:
    if not steps or len(steps) != len(states):
        sentence = _(
            "There are {steps} steps and {states} states; "
            "wanted at least one step, and one state for each."
        )
        raise ValueError(
            sentence.format(steps=len(steps), states=len(states))
        )
