import torch
import torch.nn as nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super(LSTM, self).__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.cell, self.run = step, unroll
        bound = hidden_size ** (-1 / 2)
        self.register_parameter("U", nn.Parameter(bound * (2 * torch.rand(4 * hidden_size, input_size) - 1)))
        self.register_parameter("W", nn.Parameter(bound * (2 * torch.rand(4 * hidden_size, hidden_size) - 1)))
        self.register_parameter("b", nn.Parameter(bound * (2 * torch.rand(4 * hidden_size) - 1)))
        with torch.no_grad():
            self.b.view(4, hidden_size)[1] = forget_bias

    def one_step(self, x_t, state):
        return self.cell(x_t, state, self.U, self.W, self.b)

    def forward(self, x, lengths, state=None):
        if state is None:
            zero = torch.zeros(x.shape[0], self.hidden_size).to(x)
            state = (zero, zero)
        lengths = torch.ones_like(lengths) * x.shape[1]
        return self.run(self.one_step, x, lengths, state)
