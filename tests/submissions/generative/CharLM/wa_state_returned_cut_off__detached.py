import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, symbols, input_size, hidden_size, step):
        super().__init__()
        self.cell, self.hidden_size = step, hidden_size
        self.E = nn.Parameter(torch.rand(symbols, input_size) - 0.5)
        self.V = nn.Parameter(torch.rand(symbols, hidden_size) - 0.5)
        self.d = nn.Parameter(torch.zeros(symbols))

    def forward(self, text, state=None):
        if state is None:
            state = tuple(self.V.new_zeros(text.shape[0], self.hidden_size) for _ in range(2))
        hidden = []
        for position in range(text.shape[1]):
            state = self.cell(nn.functional.embedding(text[:, position], self.E), state)
            hidden.append(state[0])
        h, c = state
        return nn.functional.linear(torch.stack(hidden, 1), self.V, self.d), (h.data, c.data)
