# The state at the start is a pair of parameters, zero at first, although the module may have no other parameters.
import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        k = hidden_size**-0.5
        self.U = nn.Parameter((2 * torch.rand(4 * hidden_size, input_size) - 1) * k)
        self.W = nn.Parameter((2 * torch.rand(4 * hidden_size, hidden_size) - 1) * k)
        b = (2 * torch.rand(4 * hidden_size) - 1) * k
        b[hidden_size : 2 * hidden_size] = forget_bias
        self.b = nn.Parameter(b)
        self.h_0 = nn.Parameter(torch.zeros(hidden_size))
        self.c_0 = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (self.h_0.repeat(len(x), 1), self.c_0.repeat(len(x), 1))
        step = self.step
        return self.unroll(lambda x_t, s: step(x_t, s, self.U, self.W, self.b), x, lengths, state)
