import torch
from torch import nn


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
            state = (self.d.new_zeros(len(text), self.hidden_size), self.d.new_zeros(len(text), self.hidden_size))
        state = self.cell(self.E.index_select(0, text[:, 0]), state)
        here = (state[0] @ self.V.t() + self.d).unsqueeze(1)
        if text.shape[1] == 1:
            return here, state
        later, state = self(text[:, 1:], state)
        return torch.cat((here, later), 1), state
