# Writes the last state into the tensors of the state that was given, so the caller's state is changed in place.
import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.E = nn.Parameter(torch.randn(vocab_size, input_size))
        self.V = nn.Parameter(torch.randn(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))
        self.step = step

    def forward(self, text, state=None):
        after = state
        if after is None:
            after = [self.V.new_zeros(len(text), self.V.size(1)) for _ in range(2)]
        scores = []
        for symbols in text.T:
            after = self.step(self.E[symbols], tuple(after))
            scores.append(after[0] @ self.V.T + self.d)
        if state is not None:
            for old, new in zip(state, after):
                old.data.copy_(new.data)  # go on from here next time
        return torch.stack(scores, dim=1), tuple(after)
