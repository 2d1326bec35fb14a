import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        self.hidden_size = hidden_size
        r = hidden_size ** -0.5
        self.U = nn.Parameter(torch.distributions.Uniform(-r, r).sample((4 * hidden_size, input_size)))
        self.W = nn.Parameter(torch.distributions.Uniform(-r, r).sample((4 * hidden_size, hidden_size)))
        self.b = nn.Parameter(torch.distributions.Uniform(-r, r).sample((4 * hidden_size,)))
        with torch.no_grad():
            self.b[hidden_size:2 * hidden_size] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (torch.ones(x.shape[0], self.hidden_size).to(x), torch.ones(x.shape[0], self.hidden_size).to(x))

        def f(x_t, s):
            return self.step(x_t, s, self.U, self.W, self.b)

        return self.unroll(f, x, lengths, state)
