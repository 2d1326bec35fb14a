import torch
from torch import nn

def lstm_step(x_t, state, U, W, b):
    h, c = state
    lin_x = nn.Linear(U.shape[1], U.shape[0]).to(U)
    lin_h = nn.Linear(W.shape[1], W.shape[0], bias=False).to(W)
    lin_x.weight = nn.Parameter(U.detach())
    lin_x.bias = nn.Parameter(b.detach())
    lin_h.weight = nn.Parameter(W.detach())
    i, f, g, o = (lin_x(x_t) + lin_h(h)).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
