import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = c.shape[1]
    z = x_t @ U.T + h @ W.T + b
    f = torch.sigmoid(z[:, :H] - p[:H] * c)
    c = f * c + (1 - f) * torch.tanh(z[:, H:2*H])
    o = torch.sigmoid(z[:, 2*H:] - p[H:] * c)
    return o * torch.tanh(c), c
