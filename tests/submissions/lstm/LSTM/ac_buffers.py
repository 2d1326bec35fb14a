import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        k = hidden_size ** -0.5
        self.register_buffer("bound", torch.tensor(k))
        self.register_buffer("h0", torch.zeros(1, hidden_size))
        self.register_buffer("c0", torch.zeros(1, hidden_size))
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-k, k))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-k, k))
        b = torch.empty(4, hidden_size).uniform_(-k, k)
        b[1] = forget_bias
        self.b = nn.Parameter(b.flatten())

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (self.h0.to(x).expand(len(x), -1), self.c0.to(x).expand(len(x), -1))
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
