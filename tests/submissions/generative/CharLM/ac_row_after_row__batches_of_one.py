import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        self.E = nn.Parameter(torch.randn(vocab_size, input_size))
        self.V = nn.Parameter(torch.randn(vocab_size, hidden_size) / hidden_size**0.5)
        self.d = nn.Parameter(torch.zeros(vocab_size))
        self.step = step

    def forward(self, text, state=None):
        rows, hs, cs = [], [], []
        for n, row in enumerate(text):
            if state is None:
                h = c = self.V.new_zeros(1, self.V.shape[1])
            else:
                h, c = state[0][n : n + 1], state[1][n : n + 1]
            scores = []
            for symbol in row:
                h, c = self.step(self.E[symbol].unsqueeze(0), (h, c))
                scores.append(self.V @ h[0] + self.d)
            rows.append(torch.stack(scores))
            hs.append(h)
            cs.append(c)
        return torch.stack(rows), (torch.cat(hs), torch.cat(cs))
