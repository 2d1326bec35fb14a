import numpy as np
import torch
from torch import nn

class BoundStep:
    def __init__(self, step, *weights):
        self.step = step
        self.weights = weights

    def __call__(self, x_t, state):
        return self.step(x_t, state, *self.weights)

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step = step
        self.unroll = unroll
        self.hidden_size = hidden_size
        bound = 1 / np.sqrt(hidden_size)
        rng = np.random.default_rng()
        def draw(*shape):
            return torch.tensor(rng.uniform(-bound, bound, size=shape), dtype=torch.get_default_dtype())
        self.U = nn.Parameter(draw(4 * hidden_size, input_size))
        self.W = nn.Parameter(draw(4 * hidden_size, hidden_size))
        rows = torch.arange(4 * hidden_size)
        forget = (rows // hidden_size) == 1
        self.b = nn.Parameter(torch.where(forget, torch.tensor(float(forget_bias)), draw(4 * hidden_size)))

    def forward(self, x, lengths, state=None):
        if state is None:
            state = tuple(torch.zeros(x.shape[0], self.hidden_size).to(x) for _ in "hc")
        return self.unroll(BoundStep(self.step, self.U, self.W, self.b), x, lengths, state)
