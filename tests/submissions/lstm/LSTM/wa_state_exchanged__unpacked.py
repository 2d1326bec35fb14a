from functools import partial

import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        self.H = hidden_size
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.empty(4 * hidden_size))
        for p in self.parameters():
            nn.init.uniform_(p, -hidden_size ** -0.5, hidden_size ** -0.5)
        nn.init.constant_(self.b[hidden_size : 2 * hidden_size], forget_bias)

    def forward(self, x, lengths, state=None):
        if state is None:
            c = h = x.new_zeros(x.size(0), self.H)
        else:
            c, h = state
        return self.unroll(partial(self.step, U=self.U, W=self.W, b=self.b), x, lengths, (h, c))
