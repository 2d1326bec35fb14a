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
        n, T = text.shape
        if state is None:
            state = [torch.zeros((n, self.hidden_size), dtype=self.E.dtype) for _ in "hc"]
        h, c = state
        scores = torch.zeros((n, T, self.E.shape[0]), dtype=self.E.dtype)
        for t in range(T):
            h, c = self.cell(self.E[text[:, t], :], (h, c))
            scores[:, t] = (h.unsqueeze(1) * self.V).sum(-1) + self.d
        return scores, (h, c)
