import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        H = hidden_size
        self.step, self.unroll, self.H = step, unroll, H
        bound = H ** -0.5
        self.U = nn.Parameter(torch.empty(4 * H, input_size).uniform_(-bound, bound))
        self.W = nn.Parameter(torch.empty(4 * H, H).uniform_(-bound, bound))
        b = torch.empty(4 * H).uniform_(-bound, bound)
        self.b = nn.Parameter(torch.cat([b[:H], torch.full((H,), float(forget_bias)), b[2 * H:]]))

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(len(x), self.H), x.new_zeros(len(x), self.H))
        h, state = self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
        return h
