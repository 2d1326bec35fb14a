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
        flat = self.E.gather(0, text.reshape(-1, 1).expand(-1, self.E.shape[1]))
        x = flat.view(*text.shape, -1)
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        if state is not None:
            h, c = state
        H = []
        for t in range(x.size(1)):
            (h, c) = self.cell(x[:, t, :], (h, c))
            H += [h]
        H = torch.stack(H, 1)
        return torch.matmul(H, self.V.transpose(0, 1)).add(self.d), (h, c)
