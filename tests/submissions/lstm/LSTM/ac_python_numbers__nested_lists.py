import random

import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.one_step, self.over_time = step, unroll
        k = 1 / hidden_size ** 0.5
        rows = range(4 * hidden_size)
        self.U = nn.Parameter(torch.tensor([[random.uniform(-k, k) for _ in range(input_size)] for _ in rows]))
        self.W = nn.Parameter(torch.tensor([[random.uniform(-k, k) for _ in range(hidden_size)] for _ in rows]))
        b = [float(forget_bias) if r // hidden_size == 1 else random.uniform(-k, k) for r in rows]
        self.b = nn.Parameter(torch.tensor(b))

    def cell(self, x_t, state):
        return self.one_step(x_t, state, self.U, self.W, self.b)

    def forward(self, x, lengths, state=None):
        if state is None:
            state = tuple(torch.zeros_like(x[:, 0, :1]).repeat(1, self.W.size(1)) for _ in "hc")
        return self.over_time(self.cell, x, lengths, state)
