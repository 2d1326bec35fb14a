import torch
from torch import nn
from torch.func import functional_call


def rnn_step(x_t, h, U, W, b):
    n_hidden, n_in = U.shape
    cell = nn.ModuleList([nn.Linear(n_in, n_hidden), nn.Linear(n_hidden, n_hidden, bias=False)])
    of_x = functional_call(cell[0], {"weight": U, "bias": b}, (x_t,))
    of_h = functional_call(cell[1], {"weight": W}, (h,))
    return torch.tanh(of_x + of_h)
