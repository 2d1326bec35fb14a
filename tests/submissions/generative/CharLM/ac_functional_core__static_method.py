import torch
import torch.nn.functional as F
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.E = nn.Parameter(0.1 * torch.randn(vocab_size, input_size))
        self.V = nn.Parameter(0.1 * torch.randn(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))
        self.steps = (step,)  # in a tuple: the cell is not a part of this module

    @staticmethod
    def read(theta, step, text, h, c):
        E, V, d = theta
        for x in F.embedding(text, E).transpose(0, 1):
            h, c = step(x, (h, c))
            yield F.linear(h, V, d), h, c

    def forward(self, text, state=None):
        start = state or 2 * (self.V.new_zeros(text.shape[0], self.V.shape[1]),)
        logits, h, c = zip(*self.read((self.E, self.V, self.d), self.steps[0], text, *start))
        return torch.stack(logits, dim=1), (h[-1], c[-1])
