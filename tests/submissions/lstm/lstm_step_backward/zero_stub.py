import torch
from torch import Tensor


def lstm_step_backward(
    d_state: tuple[Tensor, Tensor],
    x_t: Tensor,
    state: tuple[Tensor, Tensor],
    gates: tuple[Tensor, Tensor, Tensor, Tensor],
    U: Tensor,
    W: Tensor,
) -> tuple[Tensor, tuple[Tensor, Tensor], Tensor, Tensor, Tensor]:
    """The gradients of one LSTM step, by the chain rule."""
    # YOUR CODE HERE
    raise NotImplementedError()
