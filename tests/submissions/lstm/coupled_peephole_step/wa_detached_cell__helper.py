import torch

def look(p, c):
    return p * c.data

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    H = h.shape[1]
    a = x_t @ U.T + h @ W.T + b
    f = torch.sigmoid(a[:, :H] + look(p[:H], c))
    g = torch.tanh(a[:, H:2*H])
    c = f * c + (1 - f) * g
    o = torch.sigmoid(a[:, 2*H:] + look(p[H:], c))
    return o * torch.tanh(c), c
