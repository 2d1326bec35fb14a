# Makes the zeros of the first state once and keeps them, so a later text with another number of rows gets a state of the wrong shape.
import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.E = nn.Parameter(torch.rand(vocab_size, input_size))
        self.V = nn.Parameter(torch.rand(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.rand(vocab_size))
        self.step, self.hidden_size, self.zeros = step, hidden_size, None

    def forward(self, text, state=None):
        if self.zeros is None:
            self.zeros = torch.zeros(text.size(0), self.hidden_size, dtype=self.E.dtype, device=self.E.device)
        h, c = (self.zeros, self.zeros) if state is None else state
        H = []
        for x in self.E[text].unbind(1):
            h, c = self.step(x, (h, c))
            H.append(h)
        return torch.einsum("tbh,vh->btv", torch.stack(H), self.V) + self.d, (h, c)
