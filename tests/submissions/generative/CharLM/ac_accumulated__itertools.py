from itertools import accumulate

import torch
from torch import nn


class CharLM(nn.Module):
    def __init__(self, vocab_size, input_size, hidden_size, step):
        super().__init__()
        shapes = {"E": (vocab_size, input_size), "V": (vocab_size, hidden_size), "d": (vocab_size,)}
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.empty(shape).uniform_(-0.1, 0.1)))
        self.step = step

    def forward(self, text, state=None):
        if state is None:
            zeros = self.E.new_zeros(text.shape[0], self.V.shape[1])
            state = (zeros, zeros.clone())
        letters = self.E[text].unbind(dim=1)
        _, *states = accumulate(letters, lambda before, x: self.step(x, before), initial=state)
        H = torch.stack([h for h, _ in states], dim=1)
        return H @ self.V.mT + self.d, states[-1]
