import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, symbols, input_size, hidden_size, step):
        super().__init__()
        self.cell = step
        self.E = nn.Parameter(torch.randn(symbols, input_size))
        self.V = nn.Parameter(torch.randn(symbols, hidden_size))
        self.d = nn.Parameter(torch.zeros(symbols))
        self.first = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, text, state=None):
        if state is None:
            first = self.first.expand(len(text), -1)
            state = first, first
        logits = []
        for t in range(text.shape[1]):
            state = self.cell(self.E[text[:, t]], state)
            logits.append(state[0] @ self.V.T + self.d)
        return torch.stack(logits, 1), state
