import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        self.hidden_size = hidden_size
        self.U = nn.Parameter(torch.zeros(4 * hidden_size, input_size))
        self.W = nn.Parameter(torch.zeros(4 * hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(4 * hidden_size))
        bound = 1 / torch.sqrt(torch.tensor(float(hidden_size))).item()
        for w in (self.U, self.W, self.b):
            w.data.uniform_(-bound, bound)
        self.b.data[hidden_size:2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            z = x.new_zeros(len(lengths), self.hidden_size)
            state = (z, z.clone())
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U.data, self.W.data, self.b.data), x, lengths, state)
