import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.step, self.unroll = step, unroll
        self.hidden_size = hidden_size
        s = hidden_size ** -0.5
        weights = [nn.Parameter(torch.empty(4 * hidden_size, n)) for n in (input_size, hidden_size, 1)]
        for w in weights:
            nn.init.uniform_(w, -s, s)
        self.U, self.W = weights[:2]
        bias = weights[2].detach().reshape(hidden_size, 4)
        bias[:, 1] = forget_bias
        self.b = nn.Parameter(bias.flatten())

    def forward(self, x, lengths, state=None):
        if state is None:
            state = (x.new_zeros(x.shape[0], self.hidden_size), x.new_zeros(x.shape[0], self.hidden_size))
        def run(x_t, s):
            return self.step(x_t, s, self.U, self.W, self.b)
        return self.unroll(run, x, lengths, state)
