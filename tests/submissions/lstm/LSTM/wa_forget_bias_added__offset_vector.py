import torch
import torch.nn as nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll, self.hidden_size = step, unroll, hidden_size
        sqrt_k = (1.0 / hidden_size) ** 0.5
        offset = torch.tensor([0.0, forget_bias, 0.0, 0.0]).repeat_interleave(hidden_size)
        self.U = nn.Parameter(nn.init.uniform_(torch.empty(4 * hidden_size, input_size), -sqrt_k, sqrt_k))
        self.W = nn.Parameter(nn.init.uniform_(torch.empty(4 * hidden_size, hidden_size), -sqrt_k, sqrt_k))
        self.b = nn.Parameter(nn.init.uniform_(torch.empty(4 * hidden_size), -sqrt_k, sqrt_k) + offset)

    def forward(self, x, lengths, state=None):
        if state is None:
            h0 = torch.zeros(x.size(0), self.hidden_size, device=x.device, dtype=x.dtype)
            state = (h0, torch.zeros_like(h0))
        def cell(x_t, state):
            return self.step(x_t, state, self.U, self.W, self.b)
        return self.unroll(cell, x, lengths, state)
