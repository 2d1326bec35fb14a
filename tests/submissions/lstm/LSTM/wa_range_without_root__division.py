import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        self.U = nn.Parameter((torch.rand(4 * hidden_size, input_size) * 2 - 1) / hidden_size)
        self.W = nn.Parameter((torch.rand(4 * hidden_size, hidden_size) * 2 - 1) / hidden_size)
        b = (torch.rand(4, hidden_size) * 2 - 1) / hidden_size
        b[1] = forget_bias
        self.b = nn.Parameter(b.flatten())

    def forward(self, x, lengths, state=None):
        if state is None:
            z = torch.zeros(len(x), self.hidden_size, dtype=x.dtype, device=x.device)
            state = z, z
        def one(x_t, s):
            return self.step(x_t, s, self.U, self.W, self.b)
        return self.unroll(one, x, lengths, state)
