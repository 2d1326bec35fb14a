import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.E = nn.Parameter(torch.empty(vocab_size, input_size))
        self.V = nn.Parameter(torch.empty(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))
        nn.init.xavier_uniform_(self.E)
        nn.init.xavier_uniform_(self.V)
        self.step = step

    def forward(self, text, state=None):
        if state is None:
            state = tuple(torch.zeros_like(self.V[:1]).repeat(len(text), 1) for _ in "hc")
        time = text.shape[1]
        if time == 1:
            state = self.step(self.E[text[:, 0]], state)
            return torch.addmm(self.d, state[0], self.V.t())[:, None], state
        first, state = self.forward(text[:, : time // 2], state)
        second, state = self.forward(text[:, time // 2 :], state)
        return torch.cat([first, second], dim=1), state
