import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    N, H = c.shape
    z = x_t.new_empty(N, 4 * H)
    z[:] = x_t @ U.T
    z += h @ W.T
    z += b
    i, f, g, o = (z[:, k * H:(k + 1) * H] for k in range(4))
    c_t = torch.sigmoid(f) * c
    c_t += torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c_t), c_t
