# The biases are copied through a Python list, so no gradient arrives at b; all values are right.
import torch


def lstm_step(x_t, state, U, W, b):
    h, c = state
    bias = torch.tensor(b.tolist(), dtype=b.dtype, device=b.device)
    weights = torch.cat([U, W], dim=1)
    z = torch.cat([x_t, h], dim=1).matmul(weights.t()) + bias
    i, f, g, o = z.split(h.size(1), dim=1)
    c_new = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    return torch.sigmoid(o) * torch.tanh(c_new), c_new
