import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        a = hidden_size ** -0.5
        self.U = nn.Parameter(2 * a * torch.rand(4 * hidden_size, input_size) - a)
        self.W = nn.Parameter(2 * a * torch.rand(4 * hidden_size, hidden_size) - a)
        self.b = nn.Parameter(2 * a * torch.rand(4 * hidden_size) - a)
        self.b.data[hidden_size:hidden_size * 2] = forget_bias

    def forward(self, x, lengths, state=None):
        hidden = self.W.shape[1]
        if state is None:
            state = x.new_zeros(2, x.shape[0], hidden).unbind(0)
        no_bias = torch.zeros_like(self.b)
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, no_bias), x, lengths, state)
