"""The answers of the exercise `generative`, with its cell as an argument."""

from typing import Any

import torch
from torch import Tensor, nn

from course_lib.lstm import State


class Module(nn.Module):
    """The model of the exercise: that of the chapter, for any cell and with a vector for each symbol."""

    def __init__(self, vocab_size: int, input_size: int, hidden_size: int, step: Any) -> None:
        super().__init__()
        self.step = step
        self.E = nn.Parameter(torch.zeros(vocab_size, input_size))
        self.V = nn.Parameter(torch.zeros(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, text: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        zeros = self.V.new_zeros(len(text), self.V.shape[1])
        state = state or (zeros, zeros)
        logits = []
        for x_t in self.E[text].unbind(1):
            state = self.step(x_t, state)
            logits.append(state[0] @ self.V.T + self.d)
        return torch.stack(logits, dim=1), state
