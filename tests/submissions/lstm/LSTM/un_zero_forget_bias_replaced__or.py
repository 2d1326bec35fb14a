# forget_bias=0 counts as not given, and the biases of the forget gate are 1.
import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=None):
        super().__init__()
        self.step, self.unroll, self.H = step, unroll, hidden_size
        bound = 1 / hidden_size**0.5
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.empty(4 * hidden_size))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -bound, bound)
        with torch.no_grad():
            self.b[hidden_size : 2 * hidden_size] = forget_bias or 1.0

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(x.size(0), self.H), x.new_zeros(x.size(0), self.H))
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
