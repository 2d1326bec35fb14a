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
        one_hot = nn.functional.one_hot(text, len(self.E)).to(self.E.dtype)
        x = one_hot @ self.E
        zeros = torch.zeros(len(text), self.hidden_size).to(self.E)
        h, c = (zeros, zeros.clone()) if state is None else state
        scores = []
        for x_t in x.transpose(0, 1):
            h, c = self.cell(x_t, (h, c))
            scores.append((self.V @ h.T).T + self.d)
        return torch.stack(scores).transpose(0, 1), (h, c)
