import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.hidden_size = hidden_size
        self.step = step
        self.unroll = unroll
        k = 1 / hidden_size ** 0.5
        self.U = nn.Parameter(torch.rand(4 * hidden_size, input_size) * 2 * k - k)
        self.W = nn.Parameter(torch.rand(4 * hidden_size, hidden_size) * 2 * k - k)
        b = torch.rand(4 * hidden_size) * 2 * k - k
        b[hidden_size:2 * hidden_size] = forget_bias
        self.b = nn.Parameter(b)

    def forward(self, x, lengths, state=None):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        c = torch.zeros_like(h)
        cell = lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b)
        return self.unroll(cell, x, lengths, (h, c))
