"""The LSTM over padded sequences, differentiated by autograd."""

from collections.abc import Callable

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.lstm.cells import State, lstm_parameters
from course_lib.recurrent import (
    check_fits,
    check_parts,
    check_sequence,
    length_mask,
)


def lstm_unroll(
    step: Callable[[Tensor, State], State],
    x: Float[Tensor, "batch time input"],
    lengths: Int[Tensor, " batch"] | None,
    state: State,
) -> tuple[Float[Tensor, "batch time hidden"], State]:
    """Run `step` over the real tokens of `x`: every h, and the last states.

    The last state of a row is the one after its last real token. `lengths`
    counts the real tokens of each row, from 1 to time; None means that all
    are real. A row that has no token left keeps its state, and its h is zero.

    Equation: eq:lstm-unroll.

    Raises:
        ValueError, TypeError: x, lengths or state has a wrong shape, dtype,
            device or range.
    """
    check_sequence(x, lengths)
    check_parts("state", ("h", "c"), state, len(x), like=state[0])
    if lengths is not None:
        real = length_mask(lengths, x.shape[1])[:, :, None]
        # before the step: in the gradients, 0 * NaN would be NaN again
        x = torch.where(real, x, 0)
    outputs = []
    for t, x_t in enumerate(x.unbind(1)):
        h, c = step(x_t, state)
        if lengths is not None:
            h = torch.where(real[:, t], h, state[0])  # eq:lstm-unroll
            c = torch.where(real[:, t], c, state[1])
        state = h, c
        outputs.append(h)
    h = torch.stack(outputs, dim=1)
    return (h if lengths is None else torch.where(real, h, 0)), state


class LSTM(nn.Module):
    """The LSTM over whole sequences.

    The products with `U` are computed at once, those with `W` step by step.

    >>> lstm = LSTM(input_size=3, hidden_size=5)
    >>> x, lengths = torch.randn(2, 7, 3), torch.tensor([7, 4])
    >>> h, (h_last, c_last) = lstm(x, lengths)
    >>> h.shape, h_last.shape, c_last.shape
    (torch.Size([2, 7, 5]), torch.Size([2, 5]), torch.Size([2, 5]))
    """

    def __init__(
        self, input_size: int, hidden_size: int, forget_bias: float = 1.0
    ) -> None:
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.U, self.W, self.b = lstm_parameters(
            input_size, hidden_size, forget_bias
        )

    def forward(
        self,
        x: Float[Tensor, "batch time input"],
        lengths: Int[Tensor, " batch"] | None = None,
        state: State | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], State]:
        """Every h, zero in the padding, and the last state of each row.

        Without `lengths` every token is real; without `state` the network
        starts from zeros.

        Raises:
            ValueError, TypeError: an argument has a wrong shape, dtype,
                device or range.
        """
        W = self.W
        check_sequence(x, lengths)
        wanted = *x.shape[:2], self.input_size
        check_fits("x", x, wanted, "batch, time, input", like=W)
        if state is None:
            zeros = x.new_zeros(len(x), self.hidden_size)
            state = zeros, zeros
        check_parts("state", ("h", "c"), state, len(x), like=W)
        if lengths is None:
            return self.run(x, state)
        real = length_mask(lengths, x.shape[1])[:, :, None]
        last = lengths.long() - 1, torch.arange(len(x), device=x.device)
        h, state = self.run(torch.where(real, x, 0), state, last)
        return torch.where(real, h, 0), state

    def run(
        self,
        x: Float[Tensor, "batch time input"],
        state: State,
        last: tuple[Tensor, Tensor] | None = None,
    ) -> tuple[Float[Tensor, "batch time hidden"], State]:
        """Every h as if all tokens were real, and a state of each row.

        That state is the one at `last`, a time step for each row; without it,
        the one after all steps.
        """
        h, c = state
        W_T = self.W.T
        every_h, every_c = [], []
        for packed in nn.functional.linear(x, self.U, self.b).unbind(1):
            i, f, g, o = torch.addmm(packed, h, W_T).chunk(4, dim=1)
            i, f, o = torch.sigmoid(i), torch.sigmoid(f), torch.sigmoid(o)
            c = i * torch.tanh(g) + f * c  # eq:lstm-c
            h = o * torch.tanh(c)  # eq:lstm-h
            every_h.append(h)
            every_c.append(c)
        if last is not None:
            h, c = torch.stack(every_h)[last], torch.stack(every_c)[last]
        return torch.stack(every_h, dim=1), (h, c)
