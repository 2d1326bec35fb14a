import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        # nn.Linear(n, m) draws from [-1/sqrt(n), 1/sqrt(n)], which is what we need
        recurrent = nn.Linear(hidden_size, 4 * hidden_size)
        self.W = recurrent.weight
        self.b = recurrent.bias
        self.U = nn.Parameter(nn.Linear(hidden_size, 4 * input_size).weight.detach().reshape(-1, input_size).clone())
        self.b.data[hidden_size : 2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            z = x.new_zeros(x.shape[0], self.W.shape[1])
            state = [z, z]
        h, (h_last, c_last) = self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
        return h, (h_last, c_last)
