import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    pre = torch.matmul(U, x_t.unsqueeze(2)) + torch.matmul(W, h.unsqueeze(2)) + b.unsqueeze(1)
    pre = pre.squeeze()
    i, f, g, o = pre.chunk(4, dim=-1)
    c = c.squeeze()
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    return torch.sigmoid(o) * torch.tanh(c), c
