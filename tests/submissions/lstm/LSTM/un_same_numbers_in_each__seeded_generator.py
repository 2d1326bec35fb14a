# Each parameter is drawn from a generator with the same seed, so U, W and b start with the same numbers.
import torch
from torch import nn


def uniform(k, *shape):
    generator = torch.Generator().manual_seed(1997)
    return torch.rand(*shape, generator=generator) * 2 * k - k


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.hidden_size, self.step, self.unroll = hidden_size, step, unroll
        k = 1 / hidden_size**0.5
        self.U = nn.Parameter(uniform(k, 4 * hidden_size, input_size))
        self.W = nn.Parameter(uniform(k, 4 * hidden_size, hidden_size))
        self.b = nn.Parameter(uniform(k, 4 * hidden_size))
        with torch.no_grad():
            self.b.view(4, -1)[1] = forget_bias

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(len(x), self.hidden_size),) * 2
        return self.unroll(lambda x_t, s: self.step(x_t, s, self.U, self.W, self.b), x, lengths, state)
