import torch
from torch import nn

class LSTM(nn.Module):
    """A small LSTM."""

    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.n = step, unroll, hidden_size
        bound = hidden_size**-0.5
        b = torch.empty(4, hidden_size).uniform_(-bound, bound)
        b[2] = forget_bias
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(b.view(-1))

    def _cell(self, x_t, state):
        return self.step(x_t, state, self.U, self.W, self.b)

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(len(x), self.n), x.new_zeros(len(x), self.n))
        return self.unroll(self._cell, x, lengths, state)
