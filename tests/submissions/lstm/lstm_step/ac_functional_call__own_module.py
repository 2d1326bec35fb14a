import torch
from torch import nn
from torch.func import functional_call


class Gates(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.of_x = nn.Linear(n_in, 4 * n_hidden)
        self.of_h = nn.Linear(n_hidden, 4 * n_hidden, bias=False)

    def forward(self, x, h):
        return (self.of_x(x) + self.of_h(h)).unflatten(1, (4, -1)).unbind(1)


def lstm_step(x_t, state, U, W, b):
    h, c = state
    mine = {"of_x.weight": U, "of_x.bias": b, "of_h.weight": W}
    i, f, g, o = functional_call(Gates(x_t.shape[1], h.shape[1]), mine, (x_t, h))
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    return torch.sigmoid(o) * torch.tanh(c), c
