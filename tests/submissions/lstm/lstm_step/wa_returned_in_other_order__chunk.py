import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).chunk(4, dim=1)
    cell = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    hidden = torch.sigmoid(o) * torch.tanh(cell)
    return cell, hidden
