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

    def states(self, text, state):
        for column in text.unbind(1):
            state = self.cell(self.E[column], state)
            yield state

    def forward(self, text, state=None):
        if state is None:
            state = (torch.zeros(len(text), self.hidden_size, dtype=self.V.dtype),) * 2
        every = list(self.states(text, state))
        scores = [torch.addmm(self.d, h, self.V.T) for h, _ in every]
        return torch.stack(scores, 1), every[-1]
