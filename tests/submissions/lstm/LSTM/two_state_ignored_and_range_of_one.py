import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        self.U = nn.Parameter(2 * torch.rand(4 * hidden_size, input_size) - 1)
        self.W = nn.Parameter(2 * torch.rand(4 * hidden_size, hidden_size) - 1)
        self.b = nn.Parameter(2 * torch.rand(4 * hidden_size) - 1)
        self.b.data[hidden_size:2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        state = (x.new_zeros(x.shape[0], self.hidden_size), x.new_zeros(x.shape[0], self.hidden_size))
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
