import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        bound = hidden_size**-0.5
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.full((4 * hidden_size,), float(forget_bias)))

    def forward(self, x, lengths, state=None):
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.W.shape[1])
            state = (zeros, zeros)

        def cell(x_t, state):
            return self.step(x_t, state, self.U, self.W, self.b)

        return self.unroll(cell, x, lengths, state)
