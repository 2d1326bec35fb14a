# Declares symbol 0 to be padding, so row 0 of E never gets a gradient although every score is right.
import torch
import torch.nn.functional as F
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.step = step
        self.E = nn.Parameter(torch.randn(vocab_size, input_size) * 0.1)
        self.V = nn.Parameter(torch.randn(vocab_size, hidden_size) * 0.1)
        self.d = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, text, state=None):
        if state is None:
            zeros = self.E.new_zeros(len(text), self.V.shape[1])
            state = zeros, zeros
        x = F.embedding(text, self.E, padding_idx=0)
        logits = []
        for t in range(text.shape[1]):
            state = self.step(x[:, t], state)
            logits.append(F.linear(state[0], self.V, self.d))
        return torch.stack(logits, dim=1), state
