import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        bound = hidden_size**-0.5
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))
        self.b.data[hidden_size : 2 * hidden_size] = forget_bias
        self.state = None

    def forward(self, x, lengths, state=None):
        if state is None:
            state = self.state
        if state is None or state[0].shape[0] != x.shape[0] or state[0].dtype != x.dtype:
            state = (x.new_zeros(x.shape[0], self.hidden_size), x.new_zeros(x.shape[0], self.hidden_size))
        h, last = self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
        self.state = tuple(s.detach() for s in last)
        return h, last
