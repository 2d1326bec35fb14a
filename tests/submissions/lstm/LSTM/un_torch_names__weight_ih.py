import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        k = hidden_size ** -0.5
        self.weight_ih = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-k, k))
        self.weight_hh = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-k, k))
        self.bias = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-k, k))
        self.bias.data[hidden_size:2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size), x.new_zeros(x.shape[0], self.hidden_size))
        cell = lambda x_t, s: self.step(x_t, s, self.weight_ih, self.weight_hh, self.bias)
        return self.unroll(cell, x, lengths, state)
