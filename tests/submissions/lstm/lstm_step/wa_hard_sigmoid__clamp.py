import torch

def hard_sigmoid(a):
    return torch.clamp(0.2 * a + 0.5, 0, 1)

def lstm_step(x_t, state, U, W, b):
    h, c = state
    gates = x_t @ U.T + h @ W.T + b
    i, f, g, o = gates.chunk(4, dim=1)
    c = hard_sigmoid(f) * c + hard_sigmoid(i) * torch.tanh(g)
    h = hard_sigmoid(o) * torch.tanh(c)
    return h, c
