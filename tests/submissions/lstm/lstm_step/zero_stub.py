import torch
from torch import Tensor


def lstm_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of the LSTM: the state (h, c) after the input x_t."""
    # YOUR CODE HERE
    raise NotImplementedError()
