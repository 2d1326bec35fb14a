# Squeezes the scores of a text of one character, which then have no time axis.
import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.step, self.hidden = step, hidden_size
        self.E = nn.Parameter(torch.randn(vocab_size, input_size))
        self.V = nn.Parameter(torch.randn(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))

    def start(self, rows):
        return (self.E.new_zeros(rows, self.hidden), self.E.new_zeros(rows, self.hidden))

    def forward(self, text, state=None):
        state = self.start(text.shape[0]) if state is None else state
        h_all = []
        for t in range(text.shape[1]):
            state = self.step(self.E[text[:, t]], state)
            h_all.append(state[0])
        h_all = torch.stack(h_all, 1).squeeze(1)
        return h_all @ self.V.T + self.d, state
