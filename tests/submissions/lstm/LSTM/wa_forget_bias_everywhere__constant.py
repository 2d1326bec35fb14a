import math

import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.hidden_size, self.step, self.unroll = hidden_size, step, unroll
        self.U = nn.Parameter(torch.zeros(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size))
        self.reset_parameters(forget_bias)

    def reset_parameters(self, forget_bias):
        s = 1.0 / math.sqrt(self.hidden_size)
        for name, p in self.named_parameters():
            if name == "b":
                nn.init.constant_(p, forget_bias)
            else:
                nn.init.uniform_(p, -s, s)

    def init_state(self, x):
        return (torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype), torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype))

    def forward(self, x, lengths, state=None):
        state = self.init_state(x) if state is None else state
        return self.unroll(lambda a, s: self.step(a, s, self.U, self.W, self.b), x, lengths, state)
