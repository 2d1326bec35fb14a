import torch
from torch import nn

class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, step, unroll, forget_bias=1.0):
        super().__init__()
        self.pas, self.derouler = step, unroll
        borne = hidden_size ** -0.5
        hasard = torch.distributions.Uniform(-borne, borne)
        U, W, b = [], [], []
        for porte in ("i", "f", "g", "o"):
            U.append(hasard.sample((hidden_size, input_size)))
            W.append(hasard.sample((hidden_size, hidden_size)))
            if porte == "f":
                b.append(torch.ones(hidden_size) * forget_bias)
            else:
                b.append(hasard.sample((hidden_size,)))
        self.U = nn.Parameter(torch.cat(U))
        self.W = nn.Parameter(torch.cat(W))
        self.b = nn.Parameter(torch.cat(b))

    def forward(self, x, lengths, state=None):
        if state is None:
            state = torch.zeros(2, x.size(0), self.W.size(1), dtype=x.dtype, device=x.device)
        def pas(x_t, etat):
            return self.pas(x_t, etat, self.U, self.W, self.b)
        return self.derouler(pas, x, lengths, (state[0], state[1]))
