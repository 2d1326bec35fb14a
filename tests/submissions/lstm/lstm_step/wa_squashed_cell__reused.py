import torch

def lstm_step(x_t, state, U, W, b):
    h, c = state
    H = h.shape[1]
    z = x_t @ U.T + h @ W.T + b
    i = torch.sigmoid(z[:, :H])
    f = torch.sigmoid(z[:, H:2*H])
    g = torch.tanh(z[:, 2*H:3*H])
    o = torch.sigmoid(z[:, 3*H:])
    c = torch.tanh(i * g + f * c)
    h = o * c
    return h, c
