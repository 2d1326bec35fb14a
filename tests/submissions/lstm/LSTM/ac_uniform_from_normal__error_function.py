import math

import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.hidden_size = hidden_size
        self.step, self.unroll = step, unroll

        def draw(*shape):  # the distribution function of the normal law makes a normal number uniform
            return torch.erf(torch.randn(*shape) / math.sqrt(2)) / math.sqrt(hidden_size)

        self.U = nn.Parameter(draw(4 * hidden_size, input_size))
        self.W = nn.Parameter(draw(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(draw(4 * hidden_size))
        self.b.data[hidden_size : 2 * hidden_size].fill_(forget_bias)

    def forward(self, x, lengths, state=None):
        if state is None:
            h = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype, device=x.device)
            state = h, h.clone()
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
