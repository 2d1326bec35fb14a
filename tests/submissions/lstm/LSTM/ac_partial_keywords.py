from functools import partial

import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.hidden_size = hidden_size
        self.functions = {"step": step, "unroll": unroll}
        bound = 1 / hidden_size**0.5
        self.U, self.W, self.b = (
            nn.Parameter(2 * bound * torch.rand(*shape) - bound)
            for shape in ((4 * hidden_size, input_size), (4 * hidden_size, hidden_size), (4 * hidden_size,))
        )
        with torch.no_grad():
            self.b[hidden_size : 2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size), x.new_zeros(x.shape[0], self.hidden_size))
        cell = partial(self.functions["step"], U=self.U, W=self.W, b=self.b)
        return self.functions["unroll"](step=cell, x=x, lengths=lengths, state=state)
