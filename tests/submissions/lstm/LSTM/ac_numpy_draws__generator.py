import numpy as np
import torch
from torch import nn


class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        rng = np.random.default_rng(torch.randint(2**31, (1,)).item())
        edge = 1 / np.sqrt(hidden_size)
        for name, shape in [("U", (4, hidden_size, input_size)), ("W", (4, hidden_size, hidden_size)), ("b", (4, hidden_size))]:
            values = rng.uniform(-edge, edge, shape)
            if name == "b":
                values[1] = forget_bias
            start = torch.from_numpy(values).flatten(0, 1).to(torch.get_default_dtype())
            self.register_parameter(name, nn.Parameter(start))

    def forward(self, x, lengths, state=None):
        if state is None:
            state = tuple(x.new_zeros(2, x.shape[0], self.W.shape[1]))

        def cell(x_t, state):
            return self.step(x_t, state, self.U, self.W, self.b)

        return self.unroll(cell, x, lengths, state)
