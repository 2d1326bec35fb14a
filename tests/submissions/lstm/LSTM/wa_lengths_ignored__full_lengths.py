import math

import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        self.hidden_size = hidden_size
        s = 1 / math.sqrt(hidden_size)
        self.U = nn.Parameter(torch.Tensor(4 * hidden_size, input_size).uniform_(-s, s))
        self.W = nn.Parameter(torch.Tensor(4 * hidden_size, hidden_size).uniform_(-s, s))
        self.b = nn.Parameter(torch.Tensor(4 * hidden_size).uniform_(-s, s))
        self.b.data[hidden_size:2 * hidden_size].fill_(forget_bias)

    def forward(self, x, lengths, state=None):
        N, T, _ = x.shape
        if state is None:
            state = (x.new_zeros(N, self.hidden_size), x.new_zeros(N, self.hidden_size))
        lengths = torch.full((N,), T, dtype=torch.long, device=x.device)

        def step(x_t, state):
            return self.step(x_t, state, self.U, self.W, self.b)

        return self.unroll(step, x, lengths, state)
