import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        k = hidden_size**-0.5
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-k, k))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-k, k))
        bias = torch.empty(4 * hidden_size).uniform_(-k, k)
        bias.view(4, -1)[1].fill_(forget_bias)
        self.b = nn.Parameter(bias)
        self.register_buffer("h", torch.zeros(1, hidden_size), persistent=False)
        self.register_buffer("c", torch.zeros(1, hidden_size), persistent=False)

    def forward(self, x, lengths, state=None):
        if state is None:
            if len(self.h) == len(x):
                state = (self.h.to(x), self.c.to(x))
            else:
                state = (x.new_zeros(len(x), self.hidden_size), x.new_zeros(len(x), self.hidden_size))
        out, (h, c) = self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
        self.h, self.c = h.detach(), c.detach()
        return out, (h, c)
