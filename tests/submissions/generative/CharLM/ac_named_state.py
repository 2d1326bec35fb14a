from collections import namedtuple

import torch
from torch import nn

State = namedtuple("State", "h c")


class CharLM(nn.Module):
    def __init__(self, symbols, input_size, hidden_size, step):
        super().__init__()
        self.cell = step
        self.hidden_size = hidden_size
        self.E = nn.Parameter(torch.rand(symbols, input_size) - 0.5)
        self.V = nn.Parameter(torch.rand(symbols, hidden_size) - 0.5)
        self.d = nn.Parameter(torch.zeros(symbols))

    def forward(self, text, state=None):
        if state is None:
            state = [self.E.new_zeros(len(text), self.hidden_size)] * 2
        state = State(*state)
        out = []
        for letters in text.T:
            state = State(*self.cell(self.E[letters], tuple(state)))
            out.append(self.d + state.h.matmul(self.V.T))
        return torch.stack(out, dim=-2), state
