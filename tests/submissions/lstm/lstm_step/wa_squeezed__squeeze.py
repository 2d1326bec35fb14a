import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    gates = torch.stack((x_t @ U.T + h @ W.T + b).chunk(4, dim=1))
    i, f, g, o = gates[0], gates[1], gates[2], gates[3]
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = torch.sigmoid(o) * torch.tanh(c)
    return h.squeeze(), c.squeeze()
