import torch
from torch import Tensor, nn


class LSTM(nn.Module):
    """An LSTM over padded sequences, from a step and an unroll."""

    def __init__(self, input_size: int, hidden_size: int, step, unroll, forget_bias: float = 1.0):
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(
        self, x: Tensor, lengths: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        # YOUR CODE HERE
        raise NotImplementedError()
