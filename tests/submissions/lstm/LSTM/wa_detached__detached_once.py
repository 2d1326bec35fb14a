import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        bound = hidden_size ** -0.5
        def uniform(*size):
            return nn.Parameter((torch.rand(*size) - 0.5) * 2 * bound)
        self.U = uniform(4 * hidden_size, input_size)
        self.W = uniform(4 * hidden_size, hidden_size)
        self.b = uniform(4 * hidden_size)
        with torch.no_grad():
            self.b.chunk(4)[1].fill_(forget_bias)
        self.step, self.unroll = step, unroll

    def forward(self, x, lengths, state=None):
        U, W, b = (p.detach() for p in (self.U, self.W, self.b))
        def cell(x_t, state):
            return self.step(x_t, state, U, W, b)
        if state is None:
            state = tuple(x.new_zeros(x.shape[0], W.shape[1]) for _ in range(2))
        return self.unroll(cell, x, lengths, state)
