import torch
import torch.nn.functional as F

def lstm_step(x_t, state, U, W, b):
    h, c = state
    gates = F.linear(x_t, U, b) + F.linear(h, W, b)
    i, f, g, o = gates.chunk(4, 1)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
