import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        r = 1 / hidden_size ** 0.5
        self.U = nn.Parameter((2 * torch.rand(4 * hidden_size, input_size) - 1) * r)
        self.W = nn.Parameter((2 * torch.rand(4 * hidden_size, hidden_size) - 1) * r)
        b_others = (2 * torch.rand(3 * hidden_size) - 1) * r
        b_forget = forget_bias * torch.ones(hidden_size)
        self.b = nn.Parameter(torch.cat([b_others, b_forget]))

    def forward(self, x, lengths, state=None):
        if state is None:
            state = [torch.zeros(x.shape[0], self.W.shape[1], dtype=x.dtype, device=x.device)] * 2
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, tuple(state))
