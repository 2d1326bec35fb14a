import torch
import torch.nn.functional as F

def lstm_step(x_t, state, U, W, b):
    h, c = state
    N, H = h.shape
    gates = (F.linear(x_t, U, b) + F.linear(h, W)).view(N, H, 4)
    i, f, g, o = gates.unbind(dim=2)
    i = torch.sigmoid(i)
    f = torch.sigmoid(f)
    g = torch.tanh(g)
    o = torch.sigmoid(o)
    c = i * g + f * c
    return o * torch.tanh(c), c
