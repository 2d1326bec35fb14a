import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        k = hidden_size**-0.5
        self.U = nn.Parameter((2 * torch.rand(4 * hidden_size, input_size) - 1) * k)
        self.W = nn.Parameter((2 * torch.rand(4 * hidden_size, hidden_size) - 1) * k)
        b = (2 * torch.rand(4 * hidden_size) - 1) * k
        b[hidden_size : 2 * hidden_size] = forget_bias
        self.b = nn.Parameter(b)
        self.b_hidden = nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x, lengths, state=None):
        if state is None:
            zeros = torch.zeros(len(lengths), self.hidden_size, dtype=x.dtype)
            state = (zeros, zeros)
        b = self.b + self.b_hidden
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, b), x, lengths, state)
