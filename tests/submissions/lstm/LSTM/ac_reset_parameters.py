import math

import torch
from torch import Tensor, nn


class LSTM(nn.Module):
    """An LSTM over padded sequences, from a step and an unroll."""

    def __init__(self, input_size: int, hidden_size: int, step, unroll, forget_bias: float = 1.0):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.forget_bias = forget_bias
        self._step = step
        self._unroll = unroll
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.empty(4 * hidden_size))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        stdv = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            nn.init.uniform_(weight, -stdv, stdv)
        nn.init.constant_(self.b.data[self.hidden_size : 2 * self.hidden_size], self.forget_bias)

    def initial_state(self, batch: int, like: Tensor) -> tuple[Tensor, Tensor]:
        zeros = torch.zeros(batch, self.hidden_size, dtype=like.dtype, device=like.device)
        return zeros, zeros.clone()

    def step(self, x_t: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        return self._step(x_t, state, self.U, self.W, self.b)

    def forward(self, x, lengths, state=None):
        if state is None:
            state = self.initial_state(x.shape[0], x)
        return self._unroll(self.step, x, lengths, state)

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}"
