import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        self.hidden = hidden_size
        k = hidden_size ** -0.5
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.empty(4 * hidden_size))
        for p in [self.U, self.W, self.b]:
            nn.init.uniform_(p, a=-k, b=k)
        with torch.no_grad():
            self.b[:hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden), x.new_zeros(x.shape[0], self.hidden))
        def cell(x_t, s):
            return self.step(x_t, s, self.U, self.W, self.b)
        return self.unroll(cell, x, lengths, state)
