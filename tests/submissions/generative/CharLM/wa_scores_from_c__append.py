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
        batch, time = text.shape
        if state is None:
            h = torch.zeros(batch, self.hidden_size, dtype=self.E.dtype, device=self.E.device)
            c = torch.zeros_like(h)
        else:
            h, c = state
        hidden = []
        for t in range(time):
            x_t = self.E[text[:, t]]
            h, c = self.cell(x_t, (h, c))
            hidden.append(c)
        hidden = torch.stack(hidden, dim=1)
        scores = torch.einsum("bth,sh->bts", hidden, self.V) + self.d
        return scores, (h, c)
