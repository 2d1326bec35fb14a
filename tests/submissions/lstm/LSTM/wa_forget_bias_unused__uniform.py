import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        self.hidden_size = hidden_size
        self.U = nn.Parameter(torch.Tensor(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.Tensor(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.Tensor(4 * hidden_size))
        stdv = 1.0 / self.hidden_size ** 0.5
        for weight in self.parameters():
            nn.init.uniform_(weight, -stdv, stdv)

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (torch.zeros(x.size(0), self.hidden_size).type_as(x), torch.zeros(x.size(0), self.hidden_size).type_as(x))
        def cell(x_t, s):
            return self.step(x_t, s, self.U, self.W, self.b)
        return self.unroll(cell, x, lengths, state)
