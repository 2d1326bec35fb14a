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
        return None
