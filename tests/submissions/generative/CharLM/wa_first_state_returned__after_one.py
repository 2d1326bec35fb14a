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
        vectors = nn.functional.embedding(text, self.E)
        if state is None:
            state = tuple(self.V.new_zeros(text.shape[0], self.hidden_size) for _ in range(2))
        pieces, after = [], []
        for position in range(text.shape[1]):
            state = self.cell(vectors[:, position], state)
            after.append(state)
            pieces.append(nn.functional.linear(state[0], self.V, self.d)[:, None])
        return torch.cat(pieces, dim=1), tuple(after[0])
